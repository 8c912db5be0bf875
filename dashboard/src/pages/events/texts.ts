import { formatNumber, plural } from "../../languages/format.ts";
import { translated } from "../../languages/translated.ts";

const events = (count: number) => `${formatNumber(count)} ${plural(count, { one: "event", other: "events" })}`;

export const texts = translated("events", {
  title: "Events",
  description: "Everything that happens in all accounts, as it happens and as it was written down.",
  views: { live: "Live", past: "Past" },
  view: "Live or past",
  type: "Event",
  everyType: "All events",
  account: "Account",
  everyAccount: "All accounts",
  search: "Search in what is shown",
  pause: "Pause",
  resume: "Go on",
  clear: "Clear",
  states: {
    connecting: "Connecting",
    open: "Live",
    paused: "Paused",
    broken: "Connecting again",
    over: "Not connected",
  },
  waiting: "Waiting for the next event. Deliver or send a mail, and it appears here.",
  noMatch: "None of the events that are shown matches the search.",
  noneKept: "Nothing of this kind has happened, or it is no longer kept.",
  held: (count: number) => `${events(count)} arrived while it was paused.`,
  kept: (count: number, most: number) => `${events(count)}, the newest ${formatNumber(most)} are kept here.`,
  shown: (count: number) => `${events(count)} shown`,
  list: "Events, the newest first",
  installation: "installation",
  more: "Load older ones",
  json: "The event",
  open: "Open",
  copy: "Copy as test payload",
  connect: "Connect again",
});
