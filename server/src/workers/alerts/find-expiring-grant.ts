import { type AlertWhen, EXPIRING_GRANTS, type ExpiringGrant } from "@posthorn/contracts/alert-rules";
import type { Locale } from "@posthorn/contracts/locales";
import { ALERT_TEXTS } from "@posthorn/contracts/texts/alerts";
import type { AlertTexts } from "@posthorn/contracts/texts/alerts/en";
import { fillTemplate } from "@posthorn/contracts/texts/template";
import type { AlertFinding } from "../../core/alert-rule.ts";
import { counted, moment } from "../../core/alert-text.ts";
import { factsOf } from "../../core/certificate.ts";
import { apiKindOf } from "../../core/oauth2-app.ts";
import { subscriptionStatus } from "../../core/subscription-status.ts";
import { listCertificates } from "../../storage/certificates.ts";
import { findRefusedGrants } from "../../storage/failing-accounts.ts";
import { listOAuth2Apps } from "../../storage/oauth2-apps.ts";
import { listGmailRegistrations, listSubscriptionNotes } from "../../storage/subscription-notes.ts";
import { listTokensThatEnd } from "../../storage/tokens.ts";
import type { LookDeps } from "./look-deps.ts";
import { MOST_NAMED, short } from "./wording.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
/** A certificate that is ordered anew by itself has been for weeks by then. */
const RENEWAL_OVERDUE_MS = 7 * DAY_MS;

const PAGES: Record<ExpiringGrant, string> = {
  logins: "/accounts?state=errors",
  subscriptions: "/applications",
  certificates: "/certificates",
  tokens: "/tokens",
};

/** Looks for what ends soon and is not renewed by itself, and for what could not be renewed; a line each. */
export async function findExpiringGrant(
  deps: Pick<LookDeps, "storage" | "listenerCertificates">,
  { days, of }: NonNullable<AlertWhen["expiringGrant"]>,
  locale: Locale,
  now: number,
): Promise<AlertFinding> {
  const texts = ALERT_TEXTS[locale];
  const until = now + days * DAY_MS;
  const looks: Record<ExpiringGrant, () => Promise<string[]>> = {
    logins: () => refusedLogins(deps, texts),
    subscriptions: () => lostSubscriptions(deps, texts, now),
    certificates: () => endingCertificates(deps, texts, until, now),
    tokens: () => endingTokens(deps, texts, until, now),
  };
  const found = new Map<ExpiringGrant, string[]>();
  for (const kind of EXPIRING_GRANTS) {
    const lines = of === undefined || of.includes(kind) ? await looks[kind]() : [];
    if (lines.length > 0) found.set(kind, lines);
  }
  const lines = [...found.values()].flat();
  const [first] = found.keys();
  const others = lines.length - MOST_NAMED;
  const within = { days: counted(texts.days, days, locale) };
  const what =
    lines.length === 0 ? fillTemplate(texts.nothingEnds, within) : counted(texts.ends, lines.length, locale, within);
  return {
    isMet: lines.length > 0,
    value: lines.length,
    lines: [
      what,
      ...lines.slice(0, MOST_NAMED),
      ...(others > 0 ? [fillTemplate(texts.others, { count: String(others) })] : []),
    ],
    since: null,
    page: first === undefined ? "/" : PAGES[first],
  };
}

async function refusedLogins({ storage }: Pick<LookDeps, "storage">, texts: AlertTexts): Promise<string[]> {
  const refused = await findRefusedGrants(storage);
  return refused.map(({ id, since }) => fillTemplate(texts.loginRefused, { account: id, since: moment(since) }));
}

/** Microsoft Graph and Gmail; without one changes are found by asking, later. */
async function lostSubscriptions(
  { storage }: Pick<LookDeps, "storage">,
  texts: AlertTexts,
  now: number,
): Promise<string[]> {
  const apps = await listOAuth2Apps(storage);
  const graph = apps.filter((app) => apiKindOf(app) === "graph").map(({ id }) => id);
  const gmail = apps.filter(({ pubSubApp }) => pubSubApp !== null).map(({ id }) => id);
  const lost = [];
  for (const { account, note } of await listSubscriptionNotes(storage, graph)) {
    const status = subscriptionStatus(note, now);
    if (status === "expired") lost.push(fillTemplate(texts.subscriptionExpired, { account }));
    if (status === "failed") lost.push(fillTemplate(texts.subscriptionRefused, { account }));
  }
  for (const { account, expiresAt } of await listGmailRegistrations(storage, gmail))
    if (expiresAt <= now) lost.push(fillTemplate(texts.watchEnded, { account, since: moment(expiresAt) }));
  for (const { name, id, pubSubError } of apps)
    if (pubSubError !== null)
      lost.push(fillTemplate(texts.pubSubUnreadable, { app: name || id, why: short(pubSubError.message) }));
  return lost;
}

async function endingCertificates(
  { storage, listenerCertificates }: Pick<LookDeps, "storage" | "listenerCertificates">,
  texts: AlertTexts,
  until: number,
  now: number,
): Promise<string[]> {
  const ending = [];
  const stored = await listCertificates(storage);
  for (const { id, keyed, error } of stored) {
    const isRenewed = id.startsWith("acme:");
    if (keyed === null) {
      if (isRenewed && error !== null)
        ending.push(fillTemplate(texts.certificateMissing, { certificate: id, why: short(error) }));
      continue;
    }
    const { notAfter } = factsOf(keyed.chain);
    if (notAfter > until || (isRenewed && error === null && notAfter > now + RENEWAL_OVERDUE_MS)) continue;
    const why = error === null ? "" : fillTemplate(texts.notRenewed, { why: short(error) });
    const line = notAfter <= now ? texts.certificateEnded : texts.certificateEnds;
    ending.push(`${fillTemplate(line, { certificate: id, at: moment(notAfter) })}${why}`);
  }
  for (const { listener, source, notAfter } of listenerCertificates())
    if (source.startsWith("env:") && notAfter <= until)
      ending.push(fillTemplate(texts.configuredCertificateEnds, { listener, at: moment(notAfter) }));
  return ending;
}

async function endingTokens(
  { storage }: Pick<LookDeps, "storage">,
  texts: AlertTexts,
  until: number,
  now: number,
): Promise<string[]> {
  const tokens = await listTokensThatEnd(storage, { now, until });
  return tokens.map(({ id, description, expiresAt }) =>
    fillTemplate(texts.tokenEnds, { token: short(description) || id.slice(0, 8), at: moment(expiresAt) }),
  );
}
