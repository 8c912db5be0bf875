import { Readable } from "node:stream";
import { exportBlocklist as promise } from "@posthorn/contracts/blocklists";
import { hasBlocklist, readBlocklist } from "../../storage/blocklists.ts";
import type { Context } from "../context.ts";
import { verb } from "../verb.ts";
import { blockedAddress } from "./blocked-address.ts";
import { blocklistNotFound } from "./not-found.ts";

/** A list as lines of JSON, read on as it is sent. */
export const exportBlocklist = verb(promise, async (ctx, { params }) => {
  const list = params.listId.toLowerCase();
  if (!(await hasBlocklist(ctx.storage, list))) throw blocklistNotFound();
  return {
    contentType: "application/x-ndjson",
    filename: `${list}.ndjson`,
    content: Readable.from(linesOf(ctx, list), { objectMode: false }),
  };
});

async function* linesOf(ctx: Context, list: string): AsyncGenerator<string> {
  for await (const entries of readBlocklist(ctx.storage, list))
    yield entries.map((entry) => `${JSON.stringify(blockedAddress(entry))}\n`).join("");
}
