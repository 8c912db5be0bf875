import { formatNumber, plural } from "../../languages/format.ts";
import { translated } from "../../languages/translated.ts";

const lines = (count: number) => `${formatNumber(count)} ${plural(count, { one: "line", other: "lines" })}`;

export const texts = translated("accountLog", {
  title: "What the account and its mail servers say to each other",
  switch: "Write it down",
  on: "It is being written down from now on.",
  off: "It is not written down any more. What there is stays.",
  all: "It is written down for all accounts, as the settings say.",
  hint: "Passwords and tokens, and the bodies of messages, are left out. Addresses and subjects are not, and the log lies in the database in the clear: switch it on for as long as it is needed. It goes when the account begins anew.",
  loginHint: "To see how it logs in, reconnect the account meanwhile.",
  empty: "Nothing is written down yet.",
  emptyOff: "Nothing is written down. Switch it on to see what the account and its servers say.",
  noMatch: "No line matches.",
  search: "Search in the lines",
  speaker: "Who speaks",
  speakers: { client: "Posthorn", server: "Mail server", notice: "Notices" },
  allSpeakers: "Everybody",
  purpose: "Connection for",
  purposes: {
    watch: "Watching",
    "sub-connection": "Watching a folder",
    request: "Calls",
    smtp: "Sending",
    relay: "IMAP proxy",
    api: "Provider's API",
  },
  allPurposes: "All connections",
  lineCount: "How far back",
  lastLines: (count: number) => `Last ${lines(count)}`,
  follow: "Follow",
  download: "Download",
  shown: (shown: number, total: number) =>
    shown === total ? lines(total) : `${formatNumber(shown)} of ${lines(total)}`,
  list: "Lines of the log",
  only: (connection: string) => `Only connection ${connection}`,
  allConnections: "All connections again",
  clear: "Empty it",
  clearTitle: "Empty the log of this account?",
  clearText: "What was written down goes. Whether it is written on stays as it is. This can't be undone.",
  cleared: "The log is empty.",
});
