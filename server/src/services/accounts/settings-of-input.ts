import type { CreateAccount, OAuth2Input, OAuth2Update, UpdateAccount } from "@posthorn/contracts/accounts";
import type { FieldFault } from "@posthorn/contracts/errors";
import { PosthornError } from "../../core/errors.ts";
import { MASK } from "../../core/mask.ts";
import type { AccountSettings, ImapBlock, OAuth2Block, SmtpBlock } from "../../storage/accounts.ts";

/** The stored form of what `POST /v1/account` was given. `before` is what the account had, if it existed. */
export function settingsOfCreation(
  body: CreateAccount,
  before: AccountSettings | undefined,
  now: Date,
): AccountSettings {
  refuseUnusable(body);
  const { account: _account, ...given } = body;
  return withoutUndefined({
    ...before,
    ...plainFields(given),
    logs: given.logs ?? false,
    notifyFrom: momentOf(given.notifyFrom === undefined ? "now" : given.notifyFrom, now),
    ...(given.imap !== undefined && { imap: given.imap === false ? undefined : (given.imap as ImapBlock) }),
    ...(given.smtp !== undefined && { smtp: given.smtp === false ? undefined : (given.smtp as SmtpBlock) }),
    ...(given.oauth2 !== undefined && { oauth2: given.oauth2 === false ? undefined : grantOf(given.oauth2, now) }),
  });
}

/** What an account has after `PUT /v1/account/{account}`. */
export function settingsOfUpdate(body: UpdateAccount, before: AccountSettings, now: Date): AccountSettings {
  refuseUnusable(body);
  const { imap, smtp, oauth2, ...given } = body;
  const settings = withoutUndefined({
    ...before,
    ...plainFields(given),
    ...(given.notifyFrom !== undefined && { notifyFrom: momentOf(given.notifyFrom, now) }),
    ...(imap !== undefined && { imap: mergedBlock<ImapBlock>(before.imap, imap) }),
    ...(smtp !== undefined && { smtp: mergedBlock<SmtpBlock>(before.smtp, smtp) }),
    ...(oauth2 !== undefined && { oauth2: mergedGrant(before.oauth2, oauth2, now) }),
  });
  requireServer(settings);
  return settings;
}

/** `false` removes the block; `partial` merges the sent keys over it; otherwise it is replaced. */
function mergedBlock<B extends SmtpBlock>(
  before: B | undefined,
  sent: false | (object & { partial?: boolean }),
): B | undefined {
  if (sent === false) return undefined;
  const { partial, ...block } = sent;
  if (partial !== true) return block as B;
  const merged = deepMerged(before ?? {}, block) as B;
  const { auth } = block as SmtpBlock;
  if (!auth || !merged.auth) return merged;
  // One way to log in replaces the other.
  const { pass, accessToken, ...user } = merged.auth;
  if (auth.accessToken) return { ...merged, auth: { ...user, accessToken } };
  return auth.pass === undefined ? merged : { ...merged, auth: { ...user, pass } };
}

/** The grant as it is stored. `authorize` and `redirectUrl` are about how to come by one; `authority` is that of the application. */
function grantOf(sent: OAuth2Input | OAuth2Update, now: Date): OAuth2Block {
  const {
    authorize: _a,
    redirectUrl: _r,
    authority: _d,
    partial: _p,
    ...block
  } = { redirectUrl: "", partial: false, ...sent };
  const at = now.toISOString();
  return withoutUndefined({
    ...block,
    ...(block.expires !== undefined && { expires: new Date(block.expires).toISOString() }),
    ...(block.accessToken !== undefined && { generated: at }),
    ...(block.refreshToken !== undefined && { refreshTokenGenerated: at }),
  });
}

/** As `mergedBlock`. What was known of an old token says nothing about a new one. */
function mergedGrant(before: OAuth2Block | undefined, sent: false | OAuth2Update, now: Date): OAuth2Block | undefined {
  if (sent === false) return undefined;
  const block = grantOf(sent, now);
  if (sent.partial !== true) return block;
  const merged: OAuth2Block = { ...before, ...block, ...(block.auth && { auth: { ...before?.auth, ...block.auth } }) };
  const { userFlag: _u, isStopped: _s, ...working } = merged;
  if (block.accessToken === undefined && block.refreshToken === undefined) return merged;
  // A new grant ends what was wrong with the old one, whose access token is not worth anything either.
  if (block.accessToken !== undefined && block.expires === undefined) delete working.expires;
  if (block.accessToken === undefined)
    for (const key of ["accessToken", "expires", "generated"] as const) delete working[key];
  return working;
}

function deepMerged(before: object, sent: object): object {
  const merged: Record<string, unknown> = { ...before };
  for (const [key, value] of Object.entries(sent)) {
    const old = merged[key];
    merged[key] = isPlainObject(old) && isPlainObject(value) ? deepMerged(old, value) : value;
  }
  return merged;
}

const isPlainObject = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function plainFields(
  given: Omit<UpdateAccount, "imap" | "smtp" | "oauth2"> & { imapIndexer?: "full" | "fast" | null },
) {
  const { expectedEmail, imapIndexer, webhooks, proxy, smtpEhloName, notifyFrom: _, ...rest } = given;
  const { imap: _imap, smtp: _smtp, oauth2: _oauth2, ...plain } = rest as UpdateAccount;
  return {
    ...plain,
    ...(expectedEmail !== undefined && { expectedEmail: expectedEmail ?? undefined }),
    ...(imapIndexer && { imapIndexer }),
    // An empty string clears.
    ...(webhooks !== undefined && { webhooks: webhooks || undefined }),
    ...(proxy !== undefined && { proxy: proxy || undefined }),
    ...(smtpEhloName !== undefined && { smtpEhloName: smtpEhloName || undefined }),
  };
}

/** The moment that an account's input names; `now` is that of the call. */
export const momentOf = (text: string | null, now: Date) => (text === "now" ? now.toISOString() : isoOrNull(text));

export const isoOrNull = (text: string | null) => (text === null ? null : new Date(text).toISOString());

function withoutUndefined<R extends object>(object: object): R {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as R;
}

const MASKED = "The masked value is no secret; send the real one or leave it out";

/** What can't work here, told before anything is stored. */
function refuseUnusable(body: CreateAccount | UpdateAccount): void {
  const faults: FieldFault[] = [];
  const fault = (path: string, message: string) =>
    faults.push({ message, key: path.split(".").at(-1) ?? path, path: `body.${path}` });
  for (const key of ["accessToken", "refreshToken"] as const)
    if (body.oauth2 && body.oauth2[key] === MASK) fault(`oauth2.${key}`, MASKED);
  for (const name of ["imap", "smtp"] as const) {
    const block = body[name];
    if (!block || !block.auth) continue;
    for (const key of ["pass", "accessToken"] as const)
      if (block.auth[key] === MASK) fault(`${name}.auth.${key}`, MASKED);
  }
  for (const { value } of body.webhooksCustomHeaders ?? [])
    if (value === MASK) fault("webhooksCustomHeaders", "The masked value is no header value; send the real one");
  for (const key of ["webhooks", "proxy"] as const)
    if (body[key]?.includes(MASK) || body[key]?.includes(encodeURIComponent(MASK)))
      fault(key, `"${key}" contains a masked value; send the real one`);
  if (faults.length > 0) throw new PosthornError("invalid", "Invalid input", { fields: faults });
}

/** A stored block must name its server, however it was put together, save where an OAuth2 application names them. */
function requireServer(settings: AccountSettings): void {
  if (settings.oauth2?.provider !== undefined) return;
  const faults: FieldFault[] = [];
  for (const name of ["imap", "smtp"] as const) {
    const block = settings[name];
    if (block === undefined || (name === "imap" && settings.imap?.disabled === true)) continue;
    for (const key of ["host", "port"] as const)
      if (block[key] === undefined) faults.push({ message: `"${key}" is required`, key, path: `body.${name}.${key}` });
    if (block.auth && block.auth.user === undefined)
      faults.push({ message: '"user" is required', key: "user", path: `body.${name}.auth.user` });
  }
  if (faults.length > 0) throw new PosthornError("invalid", "Invalid input", { fields: faults });
}
