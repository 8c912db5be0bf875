import type { ExportStatus } from "@posthorn/contracts/exports";
import type { ImapFlow } from "imapflow";
import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { startFilledInbox } from "./filled-inbox.ts";
import { LIST } from "./list-query.ts";
import { median, megabytes, perSecond, times } from "./numbers.ts";
import type { Posthorn } from "./posthorn.ts";
import { watchPeak } from "./process-use.ts";
import type { Benchmark } from "./row.ts";

const MESSAGES = 10_000;
const ROUNDS = 3;

export const exporting: Benchmark = {
  name: "exporting",
  how:
    `An inbox of ${MESSAGES.toLocaleString("en")} messages of 3 KB is exported with both texts of each, from the call to the file, ` +
    "which is compressed and encrypted. Bare: an imapflow client fetches the same of all messages with one command, and writes it " +
    `to a compressed file. In turn, medians of ${ROUNDS}. The memory is what the server took at most beyond what it held before.`,
  async run(scope) {
    const { posthorn, bare } = await startFilledInbox(scope, { messages: MESSAGES });
    const [ours, theirs, peaks]: [number[], number[], number[]] = [[], [], []];
    for (let round = 0; round < ROUNDS; round++) {
      theirs.push(await seconds(() => writeBare(bare, join(posthorn.dataDir, "bare.gz"))));
      const peakOf = await watchPeak(posthorn.pid);
      ours.push(await seconds(() => exportAll(posthorn)));
      const peak = await peakOf();
      if (peak !== null) peaks.push(peak);
    }
    const [own, plain] = [MESSAGES / median(ours), MESSAGES / median(theirs)];
    scope.say(`export: ${perSecond(own)} against ${perSecond(plain)}`);
    const peak = Math.max(...peaks);
    return [
      {
        what: `export ${MESSAGES.toLocaleString("en")} messages`,
        ours: perSecond(own),
        bare: perSecond(plain),
        ratio: times(own / plain),
        budget: "≥ 0.3 ×",
        isMet: own / plain >= 0.3,
      },
      {
        what: "the same, memory of the server",
        ours: peaks.length > 0 ? `+${megabytes(peak)}` : "",
        bare: "",
        ratio: "",
        budget: "≤ +64 MB",
        isMet: peaks.length > 0 ? peak <= 64 * 1024 * 1024 : null,
      },
    ];
  },
};

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1000;
}

async function exportAll({ api }: Posthorn): Promise<void> {
  const path = "/v1/account/ada/export";
  const { exportId } = await api.call<{ exportId: string }>("POST", path, {
    folders: ["INBOX"],
    startDate: "2000-01-01T00:00:00Z",
    endDate: "2100-01-01T00:00:00Z",
  });
  for (;;) {
    const { status, error, progress } = await api.call<ExportStatus>("GET", `${path}/${exportId}`);
    if (status === "completed" && progress.messagesExported === MESSAGES) break;
    if (status !== "queued" && status !== "processing")
      throw new Error(`The export is ${status} with ${progress.messagesExported} messages: ${error}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await api.call("DELETE", `${path}/${exportId}`);
}

async function writeBare(client: ImapFlow, file: string): Promise<void> {
  async function* lines() {
    const query = { ...LIST, headers: true, bodyParts: ["1", "2"] };
    for await (const { envelope, flags, internalDate, size, headers, bodyParts } of client.fetch("1:*", query))
      yield `${JSON.stringify({
        envelope,
        flags: [...(flags ?? [])],
        internalDate,
        size,
        headers: headers?.toString(),
        texts: [...(bodyParts?.values() ?? [])].map((text) => text?.toString()),
      })}\n`;
  }
  await pipeline(Readable.from(lines()), createGzip(), createWriteStream(file));
}
