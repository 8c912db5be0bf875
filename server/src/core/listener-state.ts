/** The ports, besides that of the API, that settings open and close. */
export type ListenerName = "smtpServer" | "imapProxyServer";

/** How such a port fares. `error` is a sentence for the operator. */
export type ListenerState =
  | { name: "disabled" }
  | { name: "listening"; host: string; port: number }
  | { name: "failed"; host: string; port: number; error: string };
