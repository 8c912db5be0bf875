import { randomUUID } from "node:crypto";
import { domainToASCII } from "node:url";

/** A Message-ID given by a caller, in angle brackets; undefined if there is nothing usable in it. */
export function bracketed(messageId: string | undefined): string | undefined {
  const id = (messageId ?? "").replaceAll(/[\s<>]/g, "");
  return id === "" ? undefined : `<${id}>`;
}

/** A new Message-ID in the domain of `sender`. */
export function newMessageId(sender: string, hostname: string): string {
  const domain = domainToASCII(sender.slice(sender.lastIndexOf("@") + 1));
  return `<${randomUUID()}@${sender.includes("@") && domain !== "" ? domain : hostname}>`;
}

/** Every Message-ID in a References or In-Reply-To value, in order. */
export const messageIdsIn = (value: string | undefined): string[] => value?.match(/<[^<>\s]{1,996}>/g) ?? [];
