import { formatNumber } from "../../languages/format.ts";
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
  more: (queue: string) => `More for “${queue}”`,
  ask: (queue: string, action: string) => `${queue}: ${action}`,
  actions: {
    retry: "Try again all that failed",
    promote: "Do now all that is put off",
    empty: "Drop all that waits",
    clearFailed: "Forget all that failed",
    clearCompleted: "Forget all that is done",
  },
  questions: {
    submit: {
      retry:
        "All mail that was given up gets new attempts. Mail whose content is no longer kept stays as it is, and so does mail that may have been sent already: decide on that in the outbox, one by one.",
      promote:
        "All mail that is put off is sent now, also what was scheduled for a later time. Limits of sending hold all the same.",
      empty:
        "All mail that waits or is scheduled is cancelled: it is never sent, and nobody gets it. Each message is told as messageCancelled. What is being sent right now goes on. This can't be undone.",
      clearFailed:
        "Mail that failed leaves the outbox, and can't be tried again. So does mail that may have been sent and waits for somebody's decision. This can't be undone.",
      clearCompleted:
        "What is still kept of mail that was sent is forgotten. The mail itself, its copies and its events stay.",
    },
    notify: {
      retry: "All deliveries that were given up are made again, with new attempts.",
      promote: "All deliveries that are put off are tried now, in their order.",
      empty:
        "All deliveries that wait are dropped: your endpoints are not told of these events. The delivery log keeps them as dropped, and while it does, they can be delivered again. What is under way goes on.",
      clearFailed:
        "Deliveries that were given up leave the delivery log, and can't be made again. Their events stay in the log of events. This can't be undone.",
      clearCompleted:
        "Deliveries that arrived or were dropped leave the delivery log, with their attempts. Their events stay in the log of events. This can't be undone.",
    },
  },
  did: (count: number) => (count === 0 ? "There were none." : `Done: ${formatNumber(count)} in all.`),
  stayed: (count: number) => `${formatNumber(count)} stay as they are.`,
});
