import { type AlertWhen, EXPIRING_GRANTS, type ExpiringGrant } from "@posthorn/contracts/alert-rules";
import type { AlertFinding } from "../../core/alert-rule.ts";
import { moment } from "../../core/alert-text.ts";
import { factsOf } from "../../core/certificate.ts";
import { apiKindOf } from "../../core/oauth2-app.ts";
import { subscriptionStatus } from "../../core/subscription-status.ts";
import { listCertificates } from "../../storage/certificates.ts";
import { findRefusedGrants } from "../../storage/failing-accounts.ts";
import { listOAuth2Apps } from "../../storage/oauth2-apps.ts";
import { listGmailRegistrations, listSubscriptionNotes } from "../../storage/subscription-notes.ts";
import { listTokensThatEnd } from "../../storage/tokens.ts";
import type { LookDeps } from "./look-deps.ts";
import { counted, MOST_NAMED, short } from "./wording.ts";

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
  now: number,
): Promise<AlertFinding> {
  const until = now + days * DAY_MS;
  const looks: Record<ExpiringGrant, () => Promise<string[]>> = {
    logins: () => refusedLogins(deps),
    subscriptions: () => lostSubscriptions(deps, now),
    certificates: () => endingCertificates(deps, until, now),
    tokens: () => endingTokens(deps, until, now),
  };
  const found = new Map<ExpiringGrant, string[]>();
  for (const kind of EXPIRING_GRANTS) {
    const lines = of === undefined || of.includes(kind) ? await looks[kind]() : [];
    if (lines.length > 0) found.set(kind, lines);
  }
  const lines = [...found.values()].flat();
  const [first] = found.keys();
  const others = lines.length - MOST_NAMED;
  const what =
    lines.length === 0
      ? `Nothing ends within ${counted(days, "day", "days")} that is not renewed by itself.`
      : `${counted(lines.length, "thing ends", "things end")} within ${counted(days, "day", "days")} or could not be renewed.`;
  return {
    isMet: lines.length > 0,
    value: lines.length,
    lines: [what, ...lines.slice(0, MOST_NAMED), ...(others > 0 ? [`and ${others} more`] : [])],
    since: null,
    page: first === undefined ? "/" : PAGES[first],
  };
}

async function refusedLogins({ storage }: Pick<LookDeps, "storage">): Promise<string[]> {
  const refused = await findRefusedGrants(storage);
  return refused.map(
    ({ id, since }) =>
      `The provider has refused the OAuth2 login of the account ${id} since ${moment(since)}; authorise it anew`,
  );
}

/** Microsoft Graph and Gmail; without one changes are found by asking, later. */
async function lostSubscriptions({ storage }: Pick<LookDeps, "storage">, now: number): Promise<string[]> {
  const apps = await listOAuth2Apps(storage);
  const graph = apps.filter((app) => apiKindOf(app) === "graph").map(({ id }) => id);
  const gmail = apps.filter(({ pubSubApp }) => pubSubApp !== null).map(({ id }) => id);
  const lost = [];
  for (const { account, note } of await listSubscriptionNotes(storage, graph)) {
    const status = subscriptionStatus(note, now);
    if (status === "expired") lost.push(`The subscription of the account ${account} at Microsoft Graph has expired`);
    if (status === "failed") lost.push(`Microsoft Graph takes no subscription for the account ${account}`);
  }
  for (const { account, expiresAt } of await listGmailRegistrations(storage, gmail))
    if (expiresAt <= now)
      lost.push(
        `Gmail has not told of changes of the account ${account} since ${moment(expiresAt)}, when its watch ended`,
      );
  for (const { name, id, pubSubError } of apps)
    if (pubSubError !== null)
      lost.push(
        `The Pub/Sub subscription of the application ${name || id} can't be read: ${short(pubSubError.message)}`,
      );
  return lost;
}

async function endingCertificates(
  { storage, listenerCertificates }: Pick<LookDeps, "storage" | "listenerCertificates">,
  until: number,
  now: number,
): Promise<string[]> {
  const ending = [];
  const stored = await listCertificates(storage);
  for (const { id, keyed, error } of stored) {
    const isRenewed = id.startsWith("acme:");
    if (keyed === null) {
      if (isRenewed && error !== null) ending.push(`There is no certificate ${id}: ${short(error)}`);
      continue;
    }
    const { notAfter } = factsOf(keyed.chain);
    if (notAfter > until || (isRenewed && error === null && notAfter > now + RENEWAL_OVERDUE_MS)) continue;
    const why = error === null ? "" : `, and could not be renewed: ${short(error)}`;
    ending.push(`The certificate ${id} ${notAfter <= now ? "ended" : "ends"} ${moment(notAfter)}${why}`);
  }
  for (const { listener, source, notAfter } of listenerCertificates())
    if (source.startsWith("env:") && notAfter <= until)
      ending.push(`The certificate of the server ${listener}, from the configuration, ends ${moment(notAfter)}`);
  return ending;
}

async function endingTokens({ storage }: Pick<LookDeps, "storage">, until: number, now: number): Promise<string[]> {
  const tokens = await listTokensThatEnd(storage, { now, until });
  return tokens.map(
    ({ id, description, expiresAt }) =>
      `The access token ${short(description) || id.slice(0, 8)} ends ${moment(expiresAt)}`,
  );
}
