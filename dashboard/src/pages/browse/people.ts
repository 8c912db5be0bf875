import type { FoundAddress } from "@posthorn/contracts/messages";

/** What somebody is called in a list. */
export const nameOf = ({ name, address }: FoundAddress): string => name?.trim() || address || "";

/** `Ida Holm <ida@example.com>`, or what there is of it. */
export const fullName = ({ name, address }: FoundAddress): string =>
  name?.trim() && address ? `${name.trim()} <${address}>` : name?.trim() || address || "";

/** Names, one after the other. */
export const namesOf = (people: readonly FoundAddress[] | undefined): string =>
  (people ?? []).map(nameOf).filter(Boolean).join(", ");
