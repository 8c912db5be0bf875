import type { EventEnvelope } from "@posthorn/contracts/events";
import type { AccountSettings } from "../../storage/accounts.ts";
import type { SettingsStore } from "../../storage/settings.ts";

/** Where the default delivery of an event goes, and with what. */
export interface Target {
  url: string;
  headers: { key: string; value?: string }[];
}

/** Why an event is not delivered, in the documented order of the gates. */
export type Drop = "accountGone" | "webhooksDisabled" | "noTarget" | "eventNotSelected" | "notInInbox";

type Account = Pick<AccountSettings, "webhooks" | "webhooksCustomHeaders">;

/** An event as the gates see it. Few of them look into the body, so it is parsed only for those. */
export interface GatedEvent {
  name: string;
  account: string | null;
  /** JSON of the webhook body. */
  payload: string;
}

/**
 * The target of an event by the settings of now, or the reason for a drop. Asked when the event is
 * fanned out and again at each attempt, since settings may have changed meanwhile.
 */
export function resolveTarget(settings: SettingsStore, account: Account | undefined, event: GatedEvent): Target | Drop {
  if (account === undefined && event.account !== null && event.name !== "accountDeleted") return "accountGone";
  if (settings.get("webhooksEnabled") !== true) return "webhooksDisabled";
  const url = account?.webhooks || settings.get("webhooks");
  if (!url) return "noTarget";
  const selected = settings.get("webhookEvents") ?? [];
  if (!selected.includes("*") && !selected.includes(event.name)) return "eventNotSelected";
  if (event.name === "messageNew" && settings.get("inboxNewOnly") === true && !isInInbox(event.payload))
    return "notInInbox";
  return { url, headers: headersOf(settings, account) };
}

/**
 * The account's own address gets the account's headers only; the global one gets both, and the
 * account's win.
 */
function headersOf(settings: SettingsStore, account: Account | undefined): Target["headers"] {
  const own = account?.webhooksCustomHeaders ?? [];
  if (account?.webhooks) return own;
  const names = new Set(own.map(({ key }) => key.toLowerCase()));
  const global = settings.get("webhooksCustomHeaders") ?? [];
  return [...global.filter(({ key }) => !names.has(key.toLowerCase())), ...own];
}

function isInInbox(payload: string): boolean {
  const { path, specialUse, data } = JSON.parse(payload) as EventEnvelope;
  const { messageSpecialUse, labels } = data as { messageSpecialUse?: string; labels?: string[] };
  return (
    path === "INBOX" ||
    specialUse === "\\Inbox" ||
    messageSpecialUse === "\\Inbox" ||
    labels?.includes("\\Inbox") === true
  );
}
