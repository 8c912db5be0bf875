import { translated } from "../../languages/translated.ts";

export const texts = translated("queues", {
  title: "Queues",
  description: "What waits to be done. Nothing in a queue is lost by a restart.",
  notify: "Webhooks",
  notifyText: "Events on their way to endpoints.",
  submit: "Sending",
  submitText: "Messages on their way to mail servers.",
  waiting: "Waiting",
  active: "At work",
  delayed: "Put off",
  failed: "Given up",
  oldest: "Oldest",
  paused: "Paused",
  pause: "Pause",
  resume: "Go on",
  pauseTitle: (queue: string) => `Pause “${queue}”?`,
  pauseText:
    "What is at work goes on to its end; all else waits until somebody lets it go on. New things are still taken.",
  pausedDone: "The queue is paused.",
  resumedDone: "The queue goes on.",
  toDeliveries: "See deliveries",
  toOutbox: "See the outbox",
});
