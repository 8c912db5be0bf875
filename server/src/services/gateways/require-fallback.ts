import { PosthornError } from "../../core/errors.ts";
import { findGateway } from "../../storage/gateways.ts";
import type { Db } from "../../storage/storage.ts";

/** A fallback has to be a gateway, and not the one that it is for; none is fine. It may be deleted later. */
export async function requireFallback(db: Db, gateway: string, fallback: string | null | undefined): Promise<void> {
  if (!fallback || (fallback !== gateway && (await findGateway(db, fallback)) !== undefined)) return;
  const message = "The fallback has to be another gateway that there is";
  throw new PosthornError("invalid", "Invalid input", {
    fields: [{ message, key: "fallback", path: "body.fallback" }],
  });
}
