import { translated } from "../../languages/translated.ts";

export const texts = translated("accountServerDetails", {
  title: "What the mail servers say of themselves",
  hint: "As told at the last login, and when mail was last handed over. Nobody is asked for it now.",
  none: "Nothing is known yet: it is told with the first login, or when mail is sent.",
  imap: "IMAP server",
  smtp: "SMTP server",
  software: "Software",
  vendor: "Vendor",
  version: "Version",
  support: "Support",
  capabilities: "Capabilities",
  authMethods: "Ways to log in",
  extensions: "Extensions",
  maxMessageSize: "Largest message",
  seen: "As of",
  saidBy: "This was said by",
  otherServer: (host: string) => `${host} (another server than the one set now)`,
  used: "used by Posthorn",
  subconnections: "Folders with a connection of their own",
  states: {
    listening: "Listens since",
    connecting: "Is being connected since",
    waiting: "Failed; tried again by itself, since",
  },
  lastFailure: "Last failure",
});
