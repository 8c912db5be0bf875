import { type UploadedMessage, uploadMessage as promise, type Upload } from "@posthorn/contracts/uploads";
import type { AccountRecord } from "../../storage/accounts.ts";
import { findIdempotentResponse, insertIdempotentResponse } from "../../storage/idempotency-keys.ts";
import { requireAccount } from "../accounts/not-found.ts";
import { composeForAccount } from "../composing/compose-for-account.ts";
import type { Context } from "../context.ts";
import { idempotencyKeyOf } from "../idempotency.ts";
import { openMailbox } from "../open-mailbox.ts";
import { verb } from "../verb.ts";

/** Stores a message in a mailbox. With an idempotency key what was stored is not stored again. */
export const uploadMessage = verb(promise, async (ctx, { params, body, headers }, { signal }) => {
  const account = await requireAccount(ctx.storage, params.account);
  const key = idempotencyKeyOf(headers["idempotency-key"]);
  if (key === null) return store(ctx, account, body, signal);
  // Those of submissions are others; no header has a line break in it.
  const name = `upload\n${key}`;
  return ctx.idempotency.run(account.id, name, async (): Promise<UploadedMessage> => {
    const known = await findIdempotentResponse(ctx.storage, account.id, name);
    if (known !== undefined) return { ...(known as UploadedMessage), idempotency: { key, status: "HIT" } };
    const stored = await store(ctx, account, body, signal);
    const response: UploadedMessage = { ...stored, idempotency: { key, status: "MISS" } };
    await insertIdempotentResponse(ctx.storage, { account: account.id, key: name, response, createdAt: ctx.now() });
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
