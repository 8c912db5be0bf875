import { formatNumber } from "../../languages/format.ts";
import { translated } from "../../languages/translated.ts";

export const texts = translated("accountWebhooks", {
  off: "Webhooks are switched off for this installation",
  offText: "Nothing is delivered to anybody until they are switched on in the settings.",
  target: "Where its events go",
  url: "Address",
  source: "Chosen by",
  own: "This account",
  general: "The settings, for all accounts",
  nowhere: "Nowhere: neither this account nor the settings name an address.",
  events: "Events",
  allEvents: "All",
  noEvents: "None is chosen in the settings",
  inboxOnly: "New mail",
  inboxOnlyText: "Only of the inbox",
  headers: "Headers",
  endpoints: "Further endpoints that take its events",
  noEndpoints: "No other endpoint takes events of this account.",
  deliveries: "Its deliveries",
  columns: { endpoint: "Endpoint", url: "Address", events: "Events", state: "State" },
  states: { on: "Takes events", off: "Switched off", paused: "Paused", failing: "Failing", stopped: "Stopped" },
  headerCount: (count: number, names: string) => `${formatNumber(count)}: ${names}`,
  lastFailure: "Last failure",
  noFilter: "No filter: all of it goes there",
});
