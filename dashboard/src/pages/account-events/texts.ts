import { translated } from "../../languages/translated.ts";

export const texts = translated("accountEvents", {
  title: "Recent events",
  columns: { event: "Event", about: "About", time: "When" },
  empty: "No event of this account is kept. What happens from now on appears here.",
  more: "Show older ones",
  show: "Show",
  showOf: (event: string) => `Show the event ${event}`,
  detail: "The event as webhooks tell it",
  none: "–",
});
