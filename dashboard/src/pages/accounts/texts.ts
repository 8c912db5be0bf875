import { formatNumber, plural } from "../../languages/format.ts";
import { translated } from "../../languages/translated.ts";

export const texts = translated("accounts", {
  title: "Accounts",
  description: "Mailboxes that Posthorn looks after.",
  add: "Add an account",
  search: "Search by name, address or id",
  counted: (count: number) => `${formatNumber(count)} ${plural(count, { one: "account", other: "accounts" })}`,
  state: "State",
  allStates: "All states",
  errors: "Failed, for any reason",
  authenticationError: "Login refused",
  connectError: "Server can't be reached",
  empty:
    "Connect a mailbox, and everything that happens in it becomes an event; mail can be read and sent through the API.",
  columns: { account: "Account", email: "Email", type: "Kind", state: "State", synced: "Last sync" },
  open: "Open",
  delete: "Delete",
  deleteTitle: (name: string) => `Delete the account “${name}”?`,
  deleteText:
    "Its credentials, what is known of its messages, mail that waits to be sent and its tokens go too. The mailbox itself stays as it is. This can't be undone.",
  deleted: "The account is deleted.",
  none: "–",
  types: {
    imap: "IMAP",
    gmail: "Gmail",
    gmailService: "Gmail (service)",
    outlook: "Outlook",
    outlookService: "Outlook (service)",
    mailRu: "Mail.ru",
    oauth2: "OAuth2",
    delegated: "Delegated",
    sending: "Sending only",
    invalid: "Incomplete",
  },
});
