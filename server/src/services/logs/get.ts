import { Readable } from "node:stream";
import { getAccountLog as promise } from "@posthorn/contracts/logs";
import { readAccountLog } from "../../storage/account-log.ts";
import type { Context } from "../context.ts";
import { verb } from "../verb.ts";

/** The log of an account, read on as it is sent. An account that is not known has none. */
export const getAccountLog = verb(promise, async (ctx, { params: { account }, query: { lines } }) => {
  await ctx.accountLog.flush();
  return {
    contentType: "text/plain; charset=utf-8",
    filename: `logs.${account}.txt`,
    content: Readable.from(linesOf(ctx, account, lines ?? Infinity), { objectMode: false }),
  };
});

async function* linesOf(ctx: Context, account: string, wanted: number): AsyncGenerator<string> {
  let isEmpty = true;
  for await (const lines of readAccountLog(ctx.storage, account, {
    keep: Math.min(wanted, ctx.accountLog.keep()),
  })) {
    isEmpty = false;
    yield `${lines.join("\n")}\n`;
  }
  if (isEmpty) yield `No logs found for ${account}\n`;
}
