import type { Account } from "@posthorn/contracts/accounts";

type Headers = readonly { key: string }[];

/**
 * The names of the headers that an account's webhooks are sent with: its own, and those of the settings where the address is
 * theirs, too. The account's takes the place of one of the same name.
 */
export function headerNames(
  { webhooks, webhooksCustomHeaders = [] }: Pick<Account, "webhooks" | "webhooksCustomHeaders">,
  general: Headers | null | undefined,
): string[] {
  const own = webhooksCustomHeaders.map(({ key }) => key);
  if (webhooks) return own;
  const taken = new Set(own.map((key) => key.toLowerCase()));
  return [...(general ?? []).map(({ key }) => key).filter((key) => !taken.has(key.toLowerCase())), ...own];
}
