import type { AutoconfigLogin } from "../../core/mail-autoconfig.ts";
import { escapeHtml } from "../../mime/html-from-text.ts";
import { type AutodiscoverAnswer, readAutodiscover } from "./autodiscover-answer.ts";
import { MAX_DOCUMENT_BYTES, redirectOf, safeRedirect } from "./fetch-document.ts";
import { type AutoconfigDns, type AutoconfigTools, type FindServers, queryOf } from "./query.ts";
import { bestSrv } from "./srv.ts";

const MAX_REDIRECTS = 3;
const SCHEMAS = "http://schemas.microsoft.com/exchange/autodiscover/outlook";

/**
 * Asks the Exchange autodiscover host of the domain, always over HTTPS. A login goes to the host that the
 * domain's own DNS names, and only once that host itself asks for Basic credentials; whatever it redirects to
 * is asked without.
 */
export const findByAutodiscover: FindServers = async (query, { dns, http }, signal, login) => {
  let place: string | null = await placeOf(dns, query.domain);
  let email = query.email;
  let ownLogin = login;
  for (let redirects = 0; redirects <= MAX_REDIRECTS && place !== null; redirects++) {
    const answer: Answer = await ask(http, place, email, ownLogin, signal);
    if (answer.type === "servers") return answer.servers;
    ownLogin = undefined;
    if (answer.type === "askFor") {
      const other = queryOf(answer.email);
      email = answer.email;
      place = other === null ? null : await placeOf(dns, other.domain);
    } else place = answer.type === "askAt" ? safeRedirect(answer.url, place) : null;
  }
  return null;
};

type Answer = AutodiscoverAnswer | { type: "nothing" };

/** The host that the SRV record of the domain names, or else the usual one. */
async function placeOf(dns: AutoconfigDns, domain: string): Promise<string> {
  const record = await bestSrv(dns, `_autodiscover._tcp.${domain}`);
  const host = record === null ? `autodiscover.${domain}` : `${record.name}:${record.port}`;
  return `https://${host}/autodiscover/autodiscover.xml`;
}

async function ask(
  http: AutoconfigTools["http"],
  place: string,
  email: string,
  login: AutoconfigLogin | undefined,
  signal: AbortSignal,
): Promise<Answer> {
  const post = (more: Record<string, string> = {}) =>
    http.fetch(place, {
      method: "POST",
      headers: { "content-type": "text/xml; charset=utf-8", accept: "text/xml", ...more },
      body: requestFor(email),
      signal,
      maxBytes: MAX_DOCUMENT_BYTES,
    });
  let answer = await post();
  if (answer.statusCode === 401 && login && asksForBasic(answer.headers["www-authenticate"]))
    answer = await post({ authorization: basic(login) });
  if (answer.statusCode === 200) return readAutodiscover(answer.body.toString("utf8")) ?? { type: "nothing" };
  const url = redirectOf(answer, place);
  return url === null ? { type: "nothing" } : { type: "askAt", url };
}

const asksForBasic = (challenges: string | string[] | undefined) =>
  [challenges ?? []].flat().some((challenge) => /(?:^|,)\s*basic(?:[\s,]|$)/i.test(challenge));

const basic = ({ user, pass }: AutoconfigLogin) => `Basic ${Buffer.from(`${user}:${pass}`).toString("base64")}`;

const requestFor = (email: string) =>
  `<?xml version="1.0" encoding="utf-8"?>
<Autodiscover xmlns="${SCHEMAS}/requestschema/2006">
  <Request>
    <EMailAddress>${escapeHtml(email)}</EMailAddress>
    <AcceptableResponseSchema>${SCHEMAS}/responseschema/2006a</AcceptableResponseSchema>
  </Request>
</Autodiscover>
`;
