import { translated } from "../../languages/translated.ts";

export const texts = translated("nodes", {
  title: "Nodes",
  description: "The processes that work on this database. Each says every 15 seconds that it is there.",
  one: "There is one process. More can join it on PostgreSQL: start Posthorn elsewhere with the same database and secret.",
  columns: {
    host: "Machine",
    state: "State",
    version: "Version",
    started: "Started",
    memory: "Memory",
    work: "At work on",
  },
  pid: (pid: string) => `process ${pid}`,
  thisOne: "answers you",
  alive: "There",
  silent: "Silent",
  silentText: (since: string) =>
    `It said nothing since ${since}. If it ended without a word, others take over its work.`,
  idle: "nothing now",
  work: (kind: string, count: string) => `${kind}: ${count}`,
  differ: "Nodes run different versions. That is fine while you upgrade them one by one, and not for long.",
  kinds: {
    "message-delivery": "sending",
    "sent-copy": "copies for Sent",
    "webhook-delivery": "webhooks",
    "event-fan-out": "sorting events",
    "webhook-replay": "replays",
    export: "exports",
  },
});
