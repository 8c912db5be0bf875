import { type Consumer, createConsumer } from "../../queue/consumer.ts";
import type { ExportTools } from "./export-run.ts";
import { runExport } from "./run-export.ts";

export interface ExportOptions extends ExportTools {
  owner: string;
  /** Exports running at once. */
  concurrency: number;
}

/** Writes the mail of accounts to files. */
export function createExportWorker(options: ExportOptions): Consumer {
  const { storage, log, meter, owner } = options;
  const consumer = createConsumer({
    storage,
    log,
    owner,
    kind: "export",
    onLeaseLost: () => meter.leaseLost("export"),
    lanes: options.concurrency,
    // Two at once would only share the account's few mailbox connections.
    lanesPerShare: 1,
    jobsPerLane: 1,
    work: (lane, signal) => runExport(options, lane, signal),
  });
  return {
    start: consumer.start,
    // It goes on where it was, so that there is nothing to wait for.
    stop: () => consumer.stop(0),
    get active() {
      return consumer.active;
    },
  };
}
