import { readSignedLink } from "../../core/signed-link.ts";
import { findAccountState } from "../../storage/accounts.ts";
import type { Context } from "../context.ts";
import { isOneTooMany } from "./visit-limit.ts";
import { isLikelyProgram, type LinkVisitor, visitorOf } from "./visitor.ts";

interface SignedQuery {
  data?: unknown;
  sig?: unknown;
}

/** Tells that a message was opened, unless a known scanner did or the link is opened in a loop. Throws for a link that is not ours. */
export async function recordOpen(ctx: Context, query: SignedQuery, visitor: LinkVisitor): Promise<void> {
  const { acc, msg } = readSignedLink("open", query, secretOf(ctx));
  await tell(ctx, query, { name: "trackOpen", account: acc, data: { messageId: msg } }, visitor);
}

/** Tells that a link was followed, as `recordOpen` does; where it leads to. Throws for a link that is not ours. */
export async function recordClick(ctx: Context, query: SignedQuery, visitor: LinkVisitor): Promise<string> {
  const { url, acc, msg } = readSignedLink("click", query, secretOf(ctx));
  await tell(ctx, query, { name: "trackClick", account: acc, data: { messageId: msg, url } }, visitor);
  return url;
}

const secretOf = ({ settings }: Context) => settings.get("serviceSecret") ?? "";

interface Visit {
  name: "trackOpen" | "trackClick";
  account: string;
  data: object;
}

async function tell(
  ctx: Context,
  { sig }: SignedQuery,
  { name, account, data }: Visit,
  visitor: LinkVisitor,
): Promise<void> {
  if (isOneTooMany(ctx, String(sig), visitor.remoteAddress)) return;
  const isScanner = await ctx.isScanner(visitor.remoteAddress);
  if (isScanner && ctx.settings.get("trackScanners") !== true) return;
  const likelyAutomated = isScanner || isLikelyProgram(visitor);
  await ctx.storage.transaction(async (tx) => {
    // Of an account that is gone nobody wants to hear.
    if ((await findAccountState(tx, account)) === undefined) return;
    const told = { ...data, ...visitorOf(ctx.settings, visitor), ...(likelyAutomated && { likelyAutomated }) };
    await ctx.events.publish(tx, [{ name, account, data: told }], ctx.now());
  });
}
