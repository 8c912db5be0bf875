import { PosthornError } from "../core/errors.ts";
import { addressPasses } from "../core/token-rules.ts";
import type { Context } from "./context.ts";

/** Where somebody who wants to the dashboard comes from. */
export interface Visitor {
  remoteAddress: string | null;
  /** Whether the visitor is on this machine, with no proxy in between. */
  isLocal(): boolean;
}

/**
 * Lets a visitor to the dashboard's pages and calls, or throws `forbidden`: from an address that the
 * configuration does not allow, or, as long as there is neither a user nor a provider, from another machine. Whoever came
 * first would own everything.
 */
export async function admitVisitor(ctx: Context, visitor: Visitor): Promise<void> {
  refuseForeignAddress(ctx, visitor.remoteAddress);
  if (visitor.isLocal() || ctx.signInProviders.all.length > 0 || (await ctx.firstUser.exists())) return;
  throw new PosthornError("forbidden", "Until there is a user, the dashboard answers only on its own machine", {
    code: "SetupNeeded",
  });
}

/** Throws `forbidden` for an address that people may not come from. */
export function refuseForeignAddress(ctx: Context, remoteAddress: string | null): void {
  const { adminAddresses } = ctx.limits;
  if (adminAddresses.length === 0 || addressPasses(adminAddresses, remoteAddress)) return;
  ctx.log.warn({ remoteAddress }, "The dashboard was refused to an address");
  throw new PosthornError("forbidden", "Unauthorized address", { extra: { remoteAddress } });
}
