import { EMAIL_ADDRESS } from "./placeholders.ts";
import type { FoundServers } from "./query.ts";

/** What a mail exchanger gives away: the servers behind it, or the domain that knows them. */
export type KnownHost = { servers: FoundServers } | { srvOf: string } | { autoconfigOf: string };

const secureServers = (imap: string, smtp: string): KnownHost => ({
  servers: {
    imap: { host: imap, port: 993, secure: true, user: EMAIL_ADDRESS },
    smtp: { host: smtp, port: 465, secure: true, user: EMAIL_ADDRESS },
  },
});

/** Mail exchangers of hosting providers; the first that fits counts. */
const KNOWN_HOSTS: readonly [exchange: RegExp, known: (match: RegExpExecArray) => KnownHost][] = [
  [/(?:^|\.)l\.google\.com$|^smtp\.google\.com$/, () => ({ srvOf: "gmail.com" })],
  [/^mx\.yandex\.(?:net|ru)$/, () => ({ autoconfigOf: "yandex.ru" })],
  [/(?:^|\.)zonemx\.eu$/, () => ({ autoconfigOf: "zone.ee" })],
  [/(?:^|\.)zone\.eu$/, () => secureServers("mail.zone.ee", "smtp.zone.ee")],
  [/(?:^|\.)larksuite\.com$/, () => secureServers("imap.larksuite.com", "smtp.larksuite.com")],
  [
    /^inbound-smtp\.([a-z0-9-]+)\.amazonaws\.com$/,
    ([, region]) => secureServers(`imap.mail.${region}.awsapps.com`, `smtp.mail.${region}.awsapps.com`),
  ],
  [
    /(?:^|\.)zoho\.(com|eu|in|com\.au)$/,
    ([, place]) => secureServers(`imappro.zoho.${place}`, `smtppro.zoho.${place}`),
  ],
  [
    // Consumer and business mailboxes of Microsoft; `mx.microsoft` is for domains with DANE.
    /\.protection\.outlook\.com$|\.mx\.microsoft$/,
    () => ({
      servers: {
        imap: { host: "outlook.office365.com", port: 993, secure: true, user: EMAIL_ADDRESS },
        smtp: { host: "smtp.office365.com", port: 587, secure: false, user: EMAIL_ADDRESS },
      },
    }),
  ],
  [/(?:^|\.)mxhichina\.com$/, () => secureServers("imap.qiye.aliyun.com", "smtp.qiye.aliyun.com")],
  [/^mx\d*\.naver\.com$/, () => secureServers("imap.naver.com", "smtp.naver.com")],
  [/(?:^|\.)worksmobile\.com$/, () => secureServers("imap.worksmobile.com", "smtp.worksmobile.com")],
  [/^mxbiz\d*\.qq\.com$/, () => secureServers("imap.exmail.qq.com", "smtp.exmail.qq.com")],
  [/\.prodigy\.net$/, () => secureServers("imap.mail.att.net", "smtp.mail.att.net")],
];

export function knownHost(exchange: string): KnownHost | null {
  for (const [pattern, known] of KNOWN_HOSTS) {
    const match = pattern.exec(exchange);
    if (match !== null) return known(match);
  }
  return null;
}
