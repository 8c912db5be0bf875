import { formatNumber } from "../../languages/format.ts";
import { translated } from "../../languages/translated.ts";

export const texts = translated("accountExport", {
  title: "New export",
  description:
    "All messages of a range of time in one file: every folder but junk and trash, or the folder of all mail where there is one.",
  from: "Received from",
  to: "Until",
  format: "Format",
  formats: { ndjson: "JSON, a line for each message", mbox: "mbox, each message as it is" },
  attachments: "With attachments",
  attachmentsHint: "Messages as they are always have them",
  start: "Begin the export",
  started: "The export is on its way.",
  order: "The end lies before the beginning",
  needs: "This is needed",
  list: "Exports",
  empty: "There are no exports of this account.",
  range: (from: string, to: string) => `${from} to ${to}`,
  expires: "Deleted",
  created: "Begun",
  statuses: {
    queued: "Waiting",
    processing: "Running",
    completed: "Ready",
    failed: "Failed",
    cancelled: "Cancelled",
  },
  phases: {
    indexing: (scanned: number, total: number) =>
      `Looking for messages: ${formatNumber(scanned)} of ${formatNumber(total)} folders`,
    exporting: (done: number, total: number) => `${formatNumber(done)} of ${formatNumber(total)} messages`,
    complete: (done: number) => `${formatNumber(done)} messages`,
  },
  skipped: (count: number) => `${formatNumber(count)} left out: gone meanwhile, or too large`,
  size: (size: string) => `${size} before compression`,
  truncated: "A limit cut it short: not all messages are in it.",
  progress: "How far the export is",
  download: "Download",
  delete: "Delete",
  cancel: "Stop and delete",
  deleteTitle: "Delete this export?",
  deleteText: "Its file goes. The messages stay where they are. This can't be undone.",
  deleted: "The export is deleted.",
});
