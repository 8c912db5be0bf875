import { isSameText } from "../../core/session-rules.ts";
import type { FoundPerson } from "../../oauth/sign-in-provider.ts";
import { takeCeremony } from "../../storage/ceremonies.ts";
import { noteSignIn, type UserRecord } from "../../storage/users.ts";
import type { Context } from "../context.ts";
import { limitAddress } from "../sessions/attempts.ts";
import { startSession } from "../sessions/start.ts";
import type { Call } from "../verb.ts";
import { callbackUrl, type ProviderCeremony } from "./begin.ts";
import { userOfProvider } from "./user-of-provider.ts";

/** Why somebody who came back is not signed in: the answer was none to what we asked, or the person may not. */
export type ProviderRefusal = "failed" | "refused";

export type ProviderOutcome =
  | { session: string; next: string; user: UserRecord }
  | { refusal: ProviderRefusal; user: UserRecord | null };

/**
 * Signs somebody in who came back from a provider with `search` behind the address. The state is used up by whatever
 * comes of it.
 */
export async function finishProviderSignIn(
  ctx: Context,
  id: "oidc" | "okta",
  { search, browser, ...call }: { search: string; browser: string } & Pick<Call, "remoteAddress" | "userAgent">,
): Promise<ProviderOutcome> {
  const { remoteAddress } = call;
  limitAddress(ctx, remoteAddress);
  const now = ctx.now();
  const fail = (reason: unknown): ProviderOutcome => {
    ctx.meter.signIn(id, "failure");
    ctx.log.warn({ err: reason, user: null, remoteAddress, method: id }, "A sign-in failed");
    return { refusal: "failed", user: null };
  };
  const state = new URLSearchParams(search).get("state") ?? "";
  const ceremony = await takeCeremony<ProviderCeremony>(ctx.storage, "provider", state, now);
  const provider = ctx.signInProviders.find(id);
  const redirectUri = callbackUrl(ctx, id);
  if (ceremony?.provider !== id || provider === undefined || redirectUri === null)
    return fail(new Error("Nobody waits for this answer of the provider"));
  if (!isSameText(browser, ceremony.browser)) return fail(new Error("Another browser began this sign-in"));
  let person: FoundPerson;
  try {
    person = await provider.finish(`${redirectUri}${search}`, ceremony.checks);
  } catch (error) {
    return fail(error);
  }
  const refused = (user: UserRecord | null): ProviderOutcome => {
    ctx.meter.signIn(id, "failure");
    ctx.log.warn({ user: user?.name ?? person.name, remoteAddress, method: id }, "A sign-in was refused");
    return { refusal: "refused", user };
  };
  if (!ctx.signInProviders.admits(person)) return refused(null);
  const user = await userOfProvider(ctx, person, now);
  if (user === null || user.disabledAt !== null) return refused(user);
  const { name: _, ...identity } = person;
  const started = await ctx.storage.transaction(async (tx) =>
    // Whoever was disabled a moment ago stays out.
    (await noteSignIn(tx, user.id, user.passwordHash, now))
      ? startSession(tx, user, { remember: false, method: id, identity, call, now })
      : null,
  );
  if (started === null) return refused(user);
  ctx.meter.signIn(id, "success");
  ctx.log.info({ user: user.name, remoteAddress, method: id }, "A user signed in");
  return { session: started.cookie, next: ceremony.next, user };
}
