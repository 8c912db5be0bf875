import { createHash } from "node:crypto";
import type { SettingKey } from "@posthorn/contracts/settings";
import type { TokenRefusal } from "@posthorn/contracts/tokens";
import { PosthornError } from "../../core/errors.ts";
import { isSameText } from "../../core/session-rules.ts";
import { addressPasses, isTokenShaped, permissionRefusal, scopesPass, tokenIdOf } from "../../core/token-rules.ts";
import { findAccount } from "../../storage/accounts.ts";
import { deleteToken, findToken, type TokenRecord } from "../../storage/tokens.ts";
import type { Context } from "../context.ts";
import { countFailedLogin, hasFailedTooOften } from "./failed-logins.ts";
import { GRANTS_OF_DOOR, type MailDoor } from "./grants.ts";

/** A mail program at the door. */
export interface MailLogin {
  door: MailDoor;
  /** The id of an account. */
  user: string;
  /** A token's value, or the door's password. */
  password: string;
  remoteAddress: string | null;
}

/** A mail program that is in. */
export interface MailClient {
  readonly door: MailDoor;
  readonly account: string;
  readonly key: MailClientKey;
}

/** What a client got in with, without what would let another one in. */
export type MailClientKey =
  | { readonly kind: "token"; readonly id: string; readonly expiresAt: number | null }
  | { readonly kind: "password"; readonly hash: string };

const PASSWORD_OF_DOOR: Record<MailDoor, SettingKey & `${string}Password`> = {
  smtp: "smtpServerPassword",
  "imap-proxy": "imapProxyServerPassword",
};

/**
 * Lets a mail program in, or throws: `unauthenticated`, or `limited` after too many failures. The door's password is
 * good for every account, a token for those that it is good for elsewhere; its restrictions to referrers and rates
 * don't count here. What became of a known token goes to its log, refusals also to ours.
 */
export async function logInMailClient(ctx: Context, login: MailLogin): Promise<MailClient> {
  const { door, user, remoteAddress } = login;
  if (hasFailedTooOften(ctx, door, user, remoteAddress)) {
    ctx.meter.loginRefused(door, "limited");
    throw new PosthornError("limited", "Too many failed logins, try again later", { temporary: true });
  }
  try {
    return await letIn(ctx, login);
  } catch (error) {
    if (error instanceof PosthornError && error.kind === "unauthenticated") {
      countFailedLogin(ctx, door, user, remoteAddress);
      ctx.meter.loginRefused(door, "credentials");
    }
    throw error;
  }
}

/** Whether what a client got in with still opens the door: its token lives, or nobody has changed the password. */
export async function isStillGood(ctx: Context, client: MailClient): Promise<boolean> {
  const { key } = client;
  if (key.kind === "password") return isPasswordOf(ctx, client);
  const found = await findToken(ctx.storage, key.id);
  return found !== undefined && !hasExpired(found, ctx.now());
}

/** Whether a client got in with the password that its door has now. */
export const isPasswordOf = (ctx: Context, { key, door }: MailClient): boolean =>
  key.kind === "password" && key.hash === hashOf(passwordOf(ctx, door));

const hashOf = (password: string) => createHash("sha256").update(password).digest("hex");

/** The password of a door; empty when there is none. */
const passwordOf = ({ settings }: Context, door: MailDoor): string => settings.get(PASSWORD_OF_DOOR[door]) ?? "";

async function letIn(ctx: Context, login: MailLogin): Promise<MailClient> {
  const { door, user, password } = login;
  const shared = passwordOf(ctx, door);
  if (shared !== "" && isSameText(password, shared)) {
    if ((await findAccount(ctx.storage, user)) === undefined) throw refused(ctx, login, "invalid username");
    return { door, account: user, key: { kind: "password", hash: hashOf(shared) } };
  }
  const token = isTokenShaped(password) ? await findToken(ctx.storage, tokenIdOf(password)) : undefined;
  if (token === undefined) throw refused(ctx, login, "invalid username or password");
  if (hasExpired(token, ctx.now())) {
    await deleteToken(ctx.storage, token.id);
    throw refused(ctx, login, "invalid username or password");
  }
  ctx.tokenUses.note(token.id, login.remoteAddress, ctx.now());
  await admitToken(ctx, login, token);
  return { door, account: user, key: { kind: "token", id: token.id, expiresAt: token.expiresAt } };
}

/** The checks in the documented order: binding, scope, permissions, address. */
async function admitToken(ctx: Context, login: MailLogin, token: TokenRecord): Promise<void> {
  const { door, user, remoteAddress } = login;
  const isItsAccount = token.account === null || token.account === user;
  if (!isItsAccount || (await findAccount(ctx.storage, user)) === undefined) {
    note(ctx, login, token, "username");
    throw refused(ctx, login, "invalid username", token);
  }
  if (!scopesPass(token.scopes, door)) {
    note(ctx, login, token, "scope");
    throw refused(ctx, login, "invalid scope", token);
  }
  for (const grant of GRANTS_OF_DOOR[door]) {
    const reason = permissionRefusal(token.permissions, grant.action, grant.group);
    if (reason === null) continue;
    note(ctx, login, token, reason, grant);
    throw refused(ctx, login, "token permissions do not allow this", token);
  }
  const { addresses } = token.restrictions ?? {};
  if (addresses && !addressPasses(addresses, remoteAddress)) {
    note(ctx, login, token, "ip");
    throw refused(ctx, login, "traffic not accepted from this IP", token);
  }
  note(ctx, login, token, null);
}

const hasExpired = ({ expiresAt }: TokenRecord, now: number) => expiresAt !== null && expiresAt <= now;

function refused(ctx: Context, login: MailLogin, reason: string, token?: TokenRecord): PosthornError {
  const { door, remoteAddress } = login;
  // A name that is no account may be a password, typed into the wrong field.
  const account = token === undefined ? {} : { account: login.user, tokenId: token.id };
  ctx.log.warn({ door, remoteAddress, reason, ...account }, "A mail program was refused");
  return new PosthornError("unauthenticated", `Access denied, ${reason}`);
}

/** Tells what became of a login; `reason` is null when it was admitted. */
function note(
  ctx: Context,
  { door, user, remoteAddress }: MailLogin,
  token: TokenRecord,
  reason: TokenRefusal | null,
  grant?: (typeof GRANTS_OF_DOOR)[MailDoor][number],
): void {
  if (!ctx.tokenAudit.isOn()) return;
  ctx.tokenAudit.note({
    token: token.id,
    at: ctx.now(),
    ip: remoteAddress,
    method: door,
    path: null,
    action: grant?.action ?? null,
    group: grant?.group ?? null,
    account: user,
    status: reason === null ? "allowed" : "denied",
    reason,
  });
}
