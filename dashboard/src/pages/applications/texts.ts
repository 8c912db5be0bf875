import { formatNumber, plural } from "../../languages/format.ts";
import { translated } from "../../languages/translated.ts";

const accounts = (count: number) => `${formatNumber(count)} ${plural(count, { one: "account", other: "accounts" })}`;

export const texts = translated("applications", {
  title: "OAuth2 Applications",
  description:
    "Google, Microsoft and Mail.ru let programs into mailboxes through an application that you register with them once.",
  add: "Add an application",
  empty:
    "Register an application with a provider and store it here. From then on its accounts need no password: their owners consent, or an administrator lets the application in for all.",
  tabs: { label: "What to see", applications: "Applications", subscriptions: "Gmail subscriptions" },
  counted: (count: number) => `${formatNumber(count)} ${plural(count, { one: "application", other: "applications" })}`,
  columns: { application: "Application", provider: "Provider", served: "Served by", state: "State", created: "Added" },
  open: "Open",
  edit: "Edit",
  delete: "Delete",
  deleteTitle: (name: string) => `Delete the application “${name}”?`,
  deleteText: (count: number) =>
    count === 0
      ? "No account uses it. This can't be undone."
      : `${accounts(count)} ${plural(count, { one: "uses it and fails", other: "use it and fail" })} at once: nothing is read or sent any more. To replace a secret that has expired, change the application instead. This can't be undone.`,
  deleteUnknown: "Its accounts fail at once: nothing is read or sent any more. This can't be undone.",
  deleted: "The application is deleted.",
  none: "–",
  providers: {
    gmail: "Google",
    gmailService: "Google service account",
    outlook: "Microsoft",
    outlookService: "Microsoft, whole tenant",
    mailRu: "Mail.ru",
    pubsub: "Gmail notifications",
  },
  bases: { imap: "IMAP and SMTP", api: "The provider's API", pubsub: "Cloud Pub/Sub" },
  states: { on: "Enabled", off: "Not offered", failing: "Failing" },
  offHint: "The hosted form does not offer it; accounts that have it go on.",
  subscriptions: {
    empty: "No application listens for Gmail's notifications. Without one, Gmail is asked every ten minutes.",
    columns: {
      application: "Application",
      state: "State",
      error: "What is wrong",
      project: "Project",
      subscription: "Topic and subscription",
      expires: "Dropped when unread for",
    },
    states: {
      ok: "Listening",
      setup: "Could not be set up",
      pull: "Can't be read",
      pending: "Being set up",
      update: "Could not be changed",
    },
    ttl: "Google drops a subscription that nobody reads for so many days",
    ttlHint: "Empty: 31, as Google has it. 0: never",
    save: "Save",
    saved: "The setting is saved.",
    never: "Never",
    days: (count: number) => `${formatNumber(count)} ${plural(count, { one: "day", other: "days" })}`,
  },
});
