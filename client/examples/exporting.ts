import { setTimeout as sleep } from "node:timers/promises";
import type { PosthornClient } from "@posthorn/client/client";
import type { ExportedMessage } from "@posthorn/contracts/exports";

/** All messages of a year, one after the other, however many they are. */
export async function* messagesOf(posthorn: PosthornClient, account: string, year: number) {
  const { exportId } = await posthorn.exports.create({
    account,
    body: { startDate: `${year}-01-01T00:00:00Z`, endDate: `${year + 1}-01-01T00:00:00Z`, textType: "plain" },
  });
  for (;;) {
    const { status, error } = await posthorn.exports.get({ account, exportId });
    if (status === "completed") break;
    if (status === "failed" || status === "cancelled") throw new Error(`The export is ${status}: ${error}`);
    await sleep(500);
  }
  const { body } = await posthorn.exports.download({ account, exportId });
  let rest = "";
  for await (const text of body.pipeThrough(new DecompressionStream("gzip")).pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) yield JSON.parse(line) as ExportedMessage;
  }
  await posthorn.exports.delete({ account, exportId });
}
