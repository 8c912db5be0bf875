import type { Stats } from "@posthorn/contracts/stats";
import type { Context } from "../context.ts";
import { diskSpace } from "./disk-space.ts";

const GIB = 1024 ** 3;
/** A disk with less than both of these left is worth a word. */
const LITTLE = { share: 0.1, bytes: 5 * GIB };
/** Less than this is soon gone. */
const NEXT_TO_NOTHING_BYTES = GIB / 2;

/** What is wrong with the database or its disk, for people. */
export async function storeWarnings(ctx: Context): Promise<Stats["redisWarnings"]> {
  const warnings: Stats["redisWarnings"] = [];
  const { isDurable } = await ctx.storage.engine.measure();
  if (!isDurable)
    warnings.push({
      key: "synchronous-commit",
      color: "danger",
      title: "PostgreSQL does not wait for its disk",
      details: ["synchronous_commit is off: messages that were accepted may be lost when the server loses power."],
    });
  const disk = await diskSpace(ctx.about.dataDir);
  if (disk !== null && disk.freeBytes < LITTLE.bytes && disk.freeBytes < LITTLE.share * disk.bytes)
    warnings.push({
      key: "disk-space",
      color: disk.freeBytes < NEXT_TO_NOTHING_BYTES ? "danger" : "warning",
      title: "The disk is almost full",
      details: [`${(disk.freeBytes / GIB).toFixed(1)} GiB are left on the disk of the data folder.`],
    });
  return warnings;
}
