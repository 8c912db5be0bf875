import { rotateToken as promise } from "@posthorn/contracts/tokens";
import { PosthornError } from "../../core/errors.ts";
import { tokenIdOf } from "../../core/token-rules.ts";
import type { Db, Storage } from "../../storage/storage.ts";
import { deleteToken, endToken, findToken, insertToken, type TokenRecord } from "../../storage/tokens.ts";
import type { Admission } from "../admit.ts";
import { verb } from "../verb.ts";
import { makeToken } from "./issue.ts";
import { tokenNotFound } from "./not-found.ts";
import { refuseMore } from "./refuse-more.ts";

/** The token with this id or value; undefined when there is none, or it has expired. */
export async function findLiveToken(
  storage: Storage,
  idOrValue: string,
  now: number,
): Promise<TokenRecord | undefined> {
  const given = idOrValue.toLowerCase();
  const token = (await findToken(storage, given)) ?? (await findToken(storage, tokenIdOf(given)));
  return token === undefined || (token.expiresAt !== null && token.expiresAt <= now) ? undefined : token;
}

interface Rotated {
  /** The new value, which is returned here and kept nowhere. */
  token: string;
  id: string;
  /** Until when the old value works; null when it works no more. */
  until: number | null;
}

/**
 * Puts a token with a new value in the place of `old`, which goes at once, or works for `keepMs` more, but no longer than
 * it was to. Undefined when it is gone by now: of two that replace it at once only one does.
 */
export async function replaceToken(
  storage: Storage,
  old: TokenRecord,
  { keepMs, remoteAddress, now }: { keepMs: number; remoteAddress: string | null; now: number },
): Promise<Rotated | undefined> {
  const { description, account, scopes, metadata, restrictions, permissions, expiresAt, pausedAt } = old;
  const { value, record } = makeToken(
    { description, account, scopes, metadata, restrictions, permissions, expiresAt, pausedAt, remoteAddress },
    now,
  );
  const until = await storage.transaction(async (tx) => {
    const ends = keepMs === 0 ? await endNow(tx, old.id) : await endToken(tx, old.id, now + keepMs);
    if (ends !== undefined) await insertToken(tx, record);
    return ends;
  });
  if (until === undefined) return undefined;
  await storage.durable();
  return { token: value, id: record.id, until };
}

const endNow = async (tx: Db, id: string) => ((await deleteToken(tx, id)) ? null : undefined);

/**
 * Whoever rotates a token learns its new value, and gets no more by that than by making one. A token that rotates itself
 * gets nothing that it did not have.
 */
function refuseToHandOut(admission: Admission, { id, account, scopes, permissions }: TokenRecord): void {
  if (admission.token?.id === id) return;
  // Without a list it passes every check, as with `*`.
  refuseMore(admission, scopes ?? ["*"]);
  if (admission.session !== null || account !== null || permissions !== null) return;
  throw new PosthornError(
    "forbidden",
    "A token that is neither bound nor narrowed is rotated by itself, or by people who sign in",
  );
}

export const rotateToken = verb(promise, async (ctx, { params, body }, { admission, remoteAddress }) => {
  const now = ctx.now();
  const old = await findLiveToken(ctx.storage, params.token, now);
  if (old === undefined) throw tokenNotFound();
  refuseToHandOut(admission, old);
  const rotated = await replaceToken(ctx.storage, old, { keepMs: (body.keepFor ?? 0) * 1000, remoteAddress, now });
  if (rotated === undefined) throw tokenNotFound();
  const { token, id } = rotated;
  const until = rotated.until === null ? null : new Date(rotated.until).toISOString();
  ctx.log.info(
    { tokenId: id, previousTokenId: old.id, until, ...(admission.session && { user: admission.session.user.name }) },
    "An access token was rotated",
  );
  return {
    token,
    id,
    ...(old.expiresAt !== null && { expires: new Date(old.expiresAt).toISOString() }),
    previous: { id: old.id, until },
  };
});
