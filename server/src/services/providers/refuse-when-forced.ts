import { PosthornError } from "../../core/errors.ts";
import type { Context } from "../context.ts";

/** Refuses passwords and passkeys where everybody has to sign in by a provider that is in order. */
export function refuseWhenForced(ctx: Context): void {
  if (ctx.settings.get("serviceUrl") && ctx.signInProviders.forced() !== undefined)
    throw new PosthornError("forbidden", "Sign in by the provider", { code: "ProviderForced" });
}
