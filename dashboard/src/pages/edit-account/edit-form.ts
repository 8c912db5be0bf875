import type { Account, ImapUpdate, SmtpUpdate, UpdateAccount, WebhookHeader } from "@posthorn/contracts/accounts";
import type { SendingLimits } from "@posthorn/contracts/sending-limits";
import { localTime } from "../../time.ts";
import {
  missingIn,
  PORTS,
  type ServerFields,
  type ServersForm,
  usesImapLogin,
  visibleServerFields,
} from "../account-servers/servers-form.ts";

/** All of an account that can be changed, with fields named like those of the API where they are the same. */
export interface EditForm extends ServersForm {
  name: string;
  email: string;
  expectedEmail: string;
  locale: string;
  /** Empty is none of its own. */
  tz: string;
  sentMailPath: string;
  draftsMailPath: string;
  junkMailPath: string;
  trashMailPath: string;
  archiveMailPath: string;
  resyncDelay: number | "";
  disableIMAP4rev2: boolean;
  /** Whether tokens are asked of the authentication server, in place of a grant that is kept here. */
  oauth2AuthServer: boolean;
  /** One path a line; none is all. */
  path: string;
  subconnections: string;
  /** In the zone of the browser, to the minute; empty is since ever. */
  notifyFrom: string;
  copy: boolean;
  /** null is those of the settings. */
  sending: SendingLimits | null;
  proxy: string;
  smtpEhloName: string;
  webhooks: string;
  /** A `Key: value` a line. */
  webhooksCustomHeaders: string;
}

const MASK = "******";

/** Where mail of a kind is, whatever the server says. */
export const SPECIAL_FOLDERS = [
  "sentMailPath",
  "draftsMailPath",
  "junkMailPath",
  "trashMailPath",
  "archiveMailPath",
] as const;
type SpecialFolder = (typeof SPECIAL_FOLDERS)[number];

function specialFolders<T>(of: (folder: SpecialFolder) => T) {
  return Object.fromEntries(SPECIAL_FOLDERS.map((folder) => [folder, of(folder)])) as Record<SpecialFolder, T>;
}

/** The form as it is filled in at first. Secrets are never told, so their fields are empty. */
export function formOf(account: Account): EditForm {
  const { imap, smtp, path } = account;
  return {
    name: account.name ?? "",
    email: account.email ?? "",
    expectedEmail: account.expectedEmail ?? "",
    locale: account.locale ?? "",
    tz: account.tz ?? "",
    imap: { ...serverOf("imap", imap), isOn: isRead(account) },
    smtp: { ...serverOf("smtp", smtp), isOn: smtp !== undefined, isSameLogin: false },
    ...specialFolders((folder) => imap?.[folder] ?? ""),
    resyncDelay: imap?.resyncDelay ?? 900,
    disableIMAP4rev2: imap?.disableIMAP4rev2 ?? false,
    oauth2AuthServer: account.oauth2?.useAuthServer ?? false,
    path: Array.isArray(path) ? path.join("\n") : "",
    subconnections: (account.subconnections ?? []).join("\n"),
    notifyFrom: localTime(account.notifyFrom ?? undefined),
    copy: account.copy ?? true,
    sending: account.sending ?? null,
    proxy: account.proxy ?? "",
    smtpEhloName: account.smtpEhloName ?? "",
    webhooks: account.webhooks ?? "",
    webhooksCustomHeaders: (account.webhooksCustomHeaders ?? [])
      .map(({ key, value }) => `${key}: ${value ?? ""}`)
      .join("\n"),
  };
}

/** Over IMAP; the servers of an OAuth2 application are there until they are switched off. */
const isRead = (account: Account) =>
  account.imap?.disabled !== true && (account.imap !== undefined || hasServersOfApp(account));

function serverOf(kind: "imap" | "smtp", server: Account["imap"] | Account["smtp"]): ServerFields {
  const { secure = true, requireTLS, auth, tls } = server ?? {};
  const security = secure ? "tls" : requireTLS === false ? "plain" : "starttls";
  return {
    isOn: false,
    host: server?.host ?? "",
    port: server?.port ?? PORTS[kind][security],
    security,
    ignoresCertificate: tls?.rejectUnauthorized === false,
    minVersion: tls?.minVersion ?? "",
    useAuthServer: server?.useAuthServer === true,
    auth: { user: (auth || undefined)?.user ?? "", pass: "" },
  };
}

const linesIn = (text: string) =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");

/** `Key: value` lines as headers; undefined where a line is none. */
export function headersIn(text: string): WebhookHeader[] | undefined {
  const headers = linesIn(text).map((line) => /^([^\s:]+)\s*:\s*(.*)$/.exec(line));
  if (headers.some((header) => header === null)) return undefined;
  return headers.map((header) => ({ key: header?.[1] ?? "", value: header?.[2] ?? "" }));
}

/** Whether the account logs in by servers of its own, not by an OAuth2 application. */
export const hasOwnServers = ({ oauth2 }: Account) => oauth2?.provider === undefined;

/** Whether it logs in by an OAuth2 application to mail servers, and not to an API. */
export const hasServersOfApp = ({ oauth2, baseScopes }: Account) =>
  oauth2?.provider !== undefined && baseScopes === "imap";

const hasPassword = (server: Account["imap"] | Account["smtp"]) =>
  (server?.auth || undefined)?.pass !== undefined || Boolean((server?.auth || undefined)?.accessToken);

/** Which passwords are stored: their fields may stay empty. */
export const storedPasswords = ({ imap, smtp }: Account) => ({ imap: hasPassword(imap), smtp: hasPassword(smtp) });

/** The fields that can be seen, where faults of the API can be shown. */
export const editFields = (values: EditForm, account: Account): string[] => [
  "name",
  "email",
  "expectedEmail",
  "locale",
  "tz",
  ...(hasOwnServers(account) ? visibleServerFields(values) : []),
  "path",
  "subconnections",
  "notifyFrom",
  "copy",
  "sending",
  "proxy",
  "smtpEhloName",
  "webhooks",
  "webhooksCustomHeaders",
];

/** What is missing, by field, before anything is sent. */
export function editFaults(
  values: EditForm,
  account: Account,
  texts: { headers: string; masked: string },
): Record<string, string> {
  const stored = storedPasswords(account);
  const isOptional = (field: string) =>
    (["imap", "smtp"] as const).some((kind) => field === `${kind}.auth.pass` && stored[kind]);
  const needed = hasOwnServers(account) ? visibleServerFields(values).filter((field) => !isOptional(field)) : [];
  const headers = headersIn(values.webhooksCustomHeaders);
  const before = formOf(account);
  const isMasked = (field: "webhooks" | "proxy" | "webhooksCustomHeaders") =>
    values[field] !== before[field] && values[field].includes(MASK);
  return {
    ...missingIn(values, ["name", "email", ...needed]),
    ...(isMasked("webhooks") && { webhooks: texts.masked }),
    ...(isMasked("proxy") && { proxy: texts.masked }),
    ...(isMasked("webhooksCustomHeaders") && { webhooksCustomHeaders: texts.masked }),
    ...(headers === undefined && { webhooksCustomHeaders: texts.headers }),
  };
}

/** What of the servers and the way to them is another than before; what is left out stays. */
export function serverChanges(
  values: EditForm,
  account: Account,
): Pick<UpdateAccount, "imap" | "smtp" | "proxy" | "smtpEhloName"> {
  const before = formOf(account);
  const changed = <K extends "proxy" | "smtpEhloName">(key: K) =>
    values[key].trim() === before[key] ? {} : { [key]: values[key].trim() };
  if (!hasOwnServers(account))
    return {
      ...(hasServersOfApp(account) && imapOfAppChange(values, before)),
      ...changed("proxy"),
      ...changed("smtpEhloName"),
    };
  return {
    ...imapChange(values, before, account),
    ...smtpChange(values, before, account),
    ...changed("proxy"),
    ...changed("smtpEhloName"),
  };
}

const extras = (form: EditForm) => ({
  ...specialFolders((folder) => form[folder].trim() || null),
  resyncDelay: Number(form.resyncDelay),
  disableIMAP4rev2: form.disableIMAP4rev2,
});

/** What can be said of IMAP where an application knows the server and the login. */
function imapOfAppChange(values: EditForm, before: EditForm): { imap?: ImapUpdate } {
  if (!values.imap.isOn) return before.imap.isOn ? { imap: { partial: true, disabled: true } } : {};
  if (isSame(extras(values), extras(before)) && before.imap.isOn) return {};
  return { imap: { partial: true, ...extras(values), ...(!before.imap.isOn && { disabled: false }) } };
}

function imapChange(values: EditForm, before: EditForm, { imap }: Account): { imap?: ImapUpdate } {
  if (!values.imap.isOn) return before.imap.isOn ? { imap: { partial: true, disabled: true } } : {};
  const change = { ...serverChange(values.imap, imap), ...extras(values) };
  if (isSame(change, { ...serverChange(before.imap, imap), ...extras(before) }) && before.imap.isOn) return {};
  return { imap: { partial: imap !== undefined, ...change, ...(imap?.disabled === true && { disabled: false }) } };
}

function smtpChange(values: EditForm, before: EditForm, { smtp }: Account): { smtp?: SmtpUpdate | false } {
  if (!values.smtp.isOn) return before.smtp.isOn ? { smtp: false } : {};
  const login = usesImapLogin(values) ? values.imap.auth : values.smtp.auth;
  const change = serverChange({ ...values.smtp, auth: login }, smtp);
  if (isSame(change, serverChange(before.smtp, smtp)) && before.smtp.isOn) return {};
  return { smtp: { partial: smtp !== undefined, ...change } };
}

const isSame = (a: object, b: object) => JSON.stringify(a) === JSON.stringify(b);

/** A server with all its fields; the password only where one was typed. */
function serverChange(
  { host, port, security, ignoresCertificate, minVersion, useAuthServer, auth }: ServerFields,
  stored: Account["imap"] | Account["smtp"],
) {
  const wasIgnored = stored?.tls?.rejectUnauthorized === false;
  const tls = {
    ...((ignoresCertificate || wasIgnored) && { rejectUnauthorized: !ignoresCertificate }),
    ...((minVersion !== "" || stored?.tls?.minVersion !== undefined) && { minVersion }),
  };
  return {
    host: host.trim(),
    port: Number(port),
    secure: security === "tls",
    ...(security !== "tls" && { requireTLS: security === "starttls" }),
    ...(Object.keys(tls).length > 0 && { tls }),
    ...((useAuthServer || stored?.useAuthServer) && { useAuthServer }),
    ...(!useAuthServer && { auth: { user: auth.user.trim(), ...(auth.pass !== "" && { pass: auth.pass }) } }),
  };
}

/** The changes as the API wants them; what is as before is left out. */
export function toUpdate(values: EditForm, account: Account): UpdateAccount {
  const before = formOf(account);
  const isChanged = (key: keyof EditForm) => values[key] !== before[key];
  const paths = linesIn(values.path);
  return {
    ...(isChanged("name") && { name: values.name.trim() }),
    ...(isChanged("email") && { email: values.email.trim() }),
    ...(isChanged("expectedEmail") && { expectedEmail: values.expectedEmail.trim() || null }),
    ...(isChanged("locale") && { locale: values.locale.trim() }),
    ...(isChanged("tz") && { tz: values.tz }),
    ...(isChanged("path") && { path: paths.length > 0 ? paths : null }),
    ...(isChanged("subconnections") && { subconnections: linesIn(values.subconnections) }),
    ...(isChanged("notifyFrom") && {
      notifyFrom: values.notifyFrom === "" ? null : new Date(values.notifyFrom).toISOString(),
    }),
    ...(isChanged("copy") && { copy: values.copy }),
    ...(!isSame([values.sending], [before.sending]) && { sending: values.sending }),
    ...(isChanged("webhooks") && { webhooks: values.webhooks.trim() }),
    ...(isChanged("webhooksCustomHeaders") && { webhooksCustomHeaders: headersIn(values.webhooksCustomHeaders) ?? [] }),
    ...(isChanged("oauth2AuthServer") && {
      oauth2: { partial: true, useAuthServer: values.oauth2AuthServer },
    }),
    ...serverChanges(values, account),
  };
}
