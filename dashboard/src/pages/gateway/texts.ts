import { translated } from "../../languages/translated.ts";

export const texts = translated("gateway", {
  back: "Gateways",
  fallback: "Gateway",
  test: "Test the connection",
  state: "State",
  fault: "Last failure",
  failed: "Failed",
  id: "Id",
  deliveries: "Messages taken",
  lastUse: "Last used",
  never: "never",
  server: "Server",
  address: (host: string, port: string) => `${host}, port ${port}`,
  protection: "Protection",
  user: "User name",
  otherWay: "Another way",
  taking: "How messages take it",
  takingText: "Name it when a message is handed in, over the API or as a header over SMTP:",
  body: "In the body of a submission",
  header: "As a header over SMTP",
});
