import { type UploadedMessage, uploadMessage as promise, type Upload } from "@posthorn/contracts/uploads";
import type { AccountRecord } from "../../storage/accounts.ts";
import { requireAccount } from "../accounts/not-found.ts";
import { composeForAccount } from "../composing/compose-for-account.ts";
import type { Context } from "../context.ts";
import { findAnswer, idempotencyKeyOf, keepAnswer, keyOfCall } from "../idempotency.ts";
import { openMailbox } from "../open-mailbox.ts";
import { verb } from "../verb.ts";

/** Stores a message in a mailbox. With an idempotency key what was stored is not stored again. */
export const uploadMessage = verb(promise, async (ctx, { params, body, headers }, { signal }) => {
  const account = await requireAccount(ctx.storage, params.account);
  const named = idempotencyKeyOf(headers["idempotency-key"]);
  // Those of submissions are others; no header has a line break in it.
  const key = keyOfCall(ctx, named && `upload\n${named}`, body);
  if (named === null || key === null) return store(ctx, account, body, signal);
  return ctx.idempotency.run(account.id, key, async (): Promise<UploadedMessage> => {
    const known = await findAnswer<UploadedMessage>(ctx.storage, account.id, key);
    if (known !== undefined) return { ...known, idempotency: { key: named, status: "HIT" } };
    const stored = await store(ctx, account, body, signal);
    const response: UploadedMessage = { ...stored, idempotency: { key: named, status: "MISS" } };
    await keepAnswer(ctx.storage, account.id, key, response, ctx.now());
    await ctx.storage.durable();
    return response;
  });
});

async function store(
  ctx: Context,
  account: AccountRecord,
  { path, flags, internalDate, ...fields }: Upload,
  signal: AbortSignal,
): Promise<UploadedMessage> {
  const receivedAt = internalDate === undefined ? undefined : new Date(internalDate);
  const { raw, messageId, reference } = await composeForAccount(
    ctx,
    account,
    fields,
    { derivesText: false, ...(receivedAt && { date: receivedAt }) },
    { missingCode: "MessageNotFound", isFromAccount: fields.reference !== undefined, now: ctx.now(), signal },
  );
  const backend = await openMailbox(ctx, account.id);
  const options = { signal, ...(flags && { flags }), ...(receivedAt && { internalDate: receivedAt }) };
  const stored = await backend.append(path, raw, options);
  return { ...stored, messageId, ...(reference && { reference }) };
}
