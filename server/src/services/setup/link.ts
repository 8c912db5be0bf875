import { randomTokenValue, tokenIdOf } from "../../core/token-rules.ts";
import { replaceSetupLinks } from "../../storage/setup-links.ts";
import type { Storage } from "../../storage/storage.ts";

const LINK_LASTS_MS = 24 * 60 * 60 * 1000;

/**
 * Makes the link by which the first user can be made: 32 bytes in hex, of which only a hash is kept.
 * Earlier ones are void.
 */
export async function makeSetupLink(storage: Storage, now: number): Promise<string> {
  const link = randomTokenValue();
  await storage.transaction((tx) => replaceSetupLinks(tx, tokenIdOf(link), now + LINK_LASTS_MS));
  return link;
}
