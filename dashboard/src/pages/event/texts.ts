import { translated } from "../../languages/translated.ts";

export const texts = translated("event", {
  back: "Events",
  fallback: "Event",
  details: "Event",
  account: "Account",
  installation: "the installation",
  mailbox: "Mailbox",
  date: "Happened",
  id: "Id",
  deliveries: "Who was told",
  showDeliveries: "Its deliveries",
  json: "As a webhook tells it",
  copy: "Copy as test payload",
  further: "Use it",
  purpose: "Send it to an endpoint as a test, try functions on it, or let an endpoint hear of such events.",
  endpoint: "Endpoint",
  defaultEndpoint: "Default address",
  test: "Test with it",
  functions: "Try functions on it",
  create: "New endpoint for such events",
});
