import { formatNumber, plural } from "../languages/format.ts";
import { translated } from "../languages/translated.ts";

export const texts = translated("alerts", {
  title: "Needs attention",
  bell: (count: number) =>
    count === 0
      ? "Nothing needs attention"
      : `${formatNumber(count)} ${plural(count, { one: "thing needs", other: "things need" })} attention`,
  none: "All is well.",
  accounts: (count: number) =>
    `${formatNumber(count)} ${plural(count, { one: "account can't", other: "accounts can't" })} connect`,
  accountsText: "Their mail is not seen. Each says what is wrong.",
  sendingPaused: "Sending is paused",
  webhooksPaused: "Webhooks are paused",
  pausedText: "What waits goes on when somebody says so.",
  endpoint: (name: string) => `Webhooks to ${name} fail`,
  failing: (since: string, message: string) => `Since ${since}. ${message}`,
  stopped: "It answered that it is gone (410), so it was switched off.",
  application: (name: string) => `The provider refuses ${name}`,
  certificate: "A TLS certificate needs attention",
  certificateEnds: (at: string) => `It ends on ${at}.`,
  node: (host: string) => `The node on ${host} is silent`,
  nodeText: "If it ended without a word, others take over its work.",
  rule: (name: string) => `An alert fires: ${name}`,
  untold: (name: string) => `The alert ${name} could not be told`,
  openApi: "Calls of the API need no access token",
  openApiText: "Any program on the same machine may do everything.",
  tls: "Any certificate of mail servers is accepted",
  tlsText: "Passwords can be read on the way.",
  url: "The address of this service is not set",
  urlText: "Links in mail, hosted forms and OAuth2 need it.",
  webhooks: "Webhooks are off",
  webhooksText: "Nobody is told what happens in your accounts.",
});
