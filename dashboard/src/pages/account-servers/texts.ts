import { translated } from "../../languages/translated.ts";

export const texts = translated("accountServers", {
  imap: "Reading: IMAP",
  imapOn: "Read mail from this account",
  smtp: "Sending: SMTP",
  smtpOn: "Send mail through this account",
  off: "Switched off.",
  host: "Server",
  port: "Port",
  security: "Protection",
  securities: {
    tls: "TLS from the start",
    starttls: "STARTTLS, required",
    plain: "STARTTLS if offered, else none",
  },
  plainHint: "The password may travel in the clear. Only within a network that you trust.",
  ignoresCertificate: "Accept a certificate that can't be verified",
  ignoresCertificateHint: "Only for a server of your own: nobody can tell any more whether it is the right one.",
  user: "User name",
  password: "Password",
  kept: "Is set; leave empty to keep it",
  sameLogin: "The same user name and password as for IMAP",
  needs: "This is needed",
  needsOne: "Switch on reading, sending or both.",
  check: "Check the connection",
});
