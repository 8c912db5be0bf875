import type { CreateAccount } from "@posthorn/contracts/accounts";
import { PosthornError } from "../../core/errors.ts";
import type { OAuth2App } from "../../core/oauth2-app.ts";
import type { Grant, Identity } from "../../oauth/oauth2.ts";
import { TokenRequestFailed } from "../../oauth/token-request-failed.ts";
import { findAccount } from "../../storage/accounts.ts";
import { takeConsent } from "../../storage/consents.ts";
import { claimFormLink } from "../../storage/form-links.ts";
import { findOAuth2App } from "../../storage/oauth2-apps.ts";
import { registerAccount, type Registered } from "../accounts/register.ts";
import type { Context } from "../context.ts";
import { blockOfGrant } from "../logins/access-tokens.ts";
import { beginConsent } from "./begin.ts";
import type { ParkedConsent } from "./parked.ts";
import { ConsentFailed } from "./problem.ts";

/** What the provider's redirect brings along. */
export interface ConsentAnswer {
  state?: string | undefined;
  code?: string | undefined;
  error?: string | undefined;
  errorDescription?: string | undefined;
  /** Microsoft's, unsigned. */
  clientInfo?: string | undefined;
}

export interface FinishedConsent extends Registered {
  redirectUrl: string | null;
}

/** What Google asks when somebody took the wrong account before. */
const CHOOSE_ANOTHER = "select_account consent";

/**
 * Ends a consent: changes the code for tokens, finds out whose they are, and stores the account with them. Everything is
 * checked before anything is stored; what was granted in vain is given back. Rejects with ConsentFailed.
 */
export async function finishConsent(
  ctx: Context,
  answer: ConsentAnswer,
  signal: AbortSignal,
): Promise<FinishedConsent> {
  const parked = answer.state
    ? ((await takeConsent(ctx.storage, answer.state, ctx.now())) as ParkedConsent | undefined)
    : undefined;
  if (parked === undefined) throw new ConsentFailed({ kind: "expired" });
  try {
    return await complete(ctx, parked, answer, signal);
  } catch (error) {
    if (error instanceof ConsentFailed) error.backUrl = backUrlOf(parked, error.problem.kind);
    throw error;
  }
}

function backUrlOf({ link }: ParkedConsent, problem: string): string | undefined {
  if (link?.errorRedirectUrl === undefined) return undefined;
  const url = new URL(link.errorRedirectUrl);
  url.searchParams.set("error", problem);
  return url.href;
}

async function complete(
  ctx: Context,
  parked: ParkedConsent,
  answer: ConsentAnswer,
  signal: AbortSignal,
): Promise<FinishedConsent> {
  const app = await findOAuth2App(ctx.storage, parked.app);
  if (app === undefined) throw new ConsentFailed({ kind: "expired" });
  const again = (prompt?: string) =>
    beginConsent(ctx, app, {
      account: parked.account,
      redirectUrl: parked.redirectUrl,
      ...(parked.link && { link: parked.link }),
      ...(prompt !== undefined && { prompt }),
    });

  if (answer.error !== undefined || !answer.code) throw new ConsentFailed(problemOf(answer), await again());
  const { code } = answer;
  const { codeVerifier, nonce } = parked;
  const asked = await (async () => {
    const grant = await ctx.oauth2.exchangeCode(app, { code, codeVerifier, signal });
    const missing = ctx.oauth2.missingScopes(app, grant);
    const identity =
      missing.length > 0
        ? null
        : await ctx.oauth2.identityOf(app, grant, { nonce, clientInfo: answer.clientInfo, signal });
    return { grant, missing, identity };
  })().catch(async (error: unknown) => {
    if (!(error instanceof TokenRequestFailed)) throw error;
    ctx.log.warn({ app: app.id, kind: error.kind, reason: error.message }, "A consent could not be completed");
    const kind = error.kind === "temporary" ? ({ kind: "unreachable" } as const) : null;
    throw new ConsentFailed(kind ?? { kind: "refused", detail: error.message }, await again());
  });
  const { grant, missing, identity } = asked;
  if (identity === null) {
    await giveBack(ctx, app, grant);
    throw new ConsentFailed({ kind: "missingScopes", scopes: missing }, await again());
  }
  const expected = await expectedAddress(ctx, parked);
  if (expected !== undefined && !identity.verifiedAddresses.includes(expected)) {
    await giveBack(ctx, app, grant);
    const problem = { kind: "wrongAccount", expected, signedInAs: identity.address } as const;
    throw new ConsentFailed(problem, await again(CHOOSE_ANOTHER));
  }
  return { ...(await store(ctx, parked, grant, identity, expected)), redirectUrl: parked.redirectUrl };
}

async function store(
  ctx: Context,
  parked: ParkedConsent,
  grant: Grant,
  identity: Identity,
  expectedEmail: string | undefined,
): Promise<Registered> {
  const { link } = parked;
  const body = withIdentity(parked, identity);
  try {
    return await registerAccount(ctx, expectedEmail === undefined ? body : { ...body, expectedEmail }, {
      grant: blockOfGrant(grant, ctx.now()),
      async alongside(tx) {
        if (link && !(await claimFormLink(tx, link.nonce, link.expiresAt)))
          throw new ConsentFailed({ kind: "expired" });
      },
    });
  } catch (error) {
    // The grant is that of an account that works: it is not given back.
    if (error instanceof PosthornError && error.code === "AccountAlreadyExists")
      throw new ConsentFailed({ kind: "taken" });
    throw error;
  }
}

/** The account with whom it is for. A shared mailbox keeps its own address. */
function withIdentity({ account, link }: ParkedConsent, identity: Identity): CreateAccount {
  const oauth2 = account.oauth2 || {};
  const { delegatedUser: given, ...auth } = oauth2.auth ?? {};
  const isAnother = account.email !== undefined && account.email.toLowerCase() !== identity.address.toLowerCase();
  const delegatedUser = given ?? (link?.delegated === true && isAnother ? account.email : undefined);
  return {
    ...account,
    name: account.name || identity.name || identity.address,
    ...(delegatedUser === undefined && { email: identity.address }),
    // The provider files what is sent, but not in somebody else's mailbox.
    ...(link && delegatedUser === undefined && account.copy === undefined && { copy: false }),
    oauth2: {
      ...oauth2,
      auth: { ...auth, user: identity.login, ...(delegatedUser !== undefined && { delegatedUser }) },
    },
  };
}

/** The address that has to sign in: that of the link, or else the one that is pinned on the account. */
async function expectedAddress(ctx: Context, { account }: ParkedConsent): Promise<string | undefined> {
  const pinned = account.account
    ? (await findAccount(ctx.storage, account.account))?.settings.expectedEmail
    : undefined;
  return (account.expectedEmail ?? pinned)?.trim().toLowerCase();
}

const problemOf = ({ error, errorDescription }: ConsentAnswer) =>
  error === "access_denied" || error === "consent_required"
    ? ({ kind: "cancelled" } as const)
    : ({ kind: "refused", detail: errorDescription || error || "no code" } as const);

/** A grant that is of no use here is given back where the provider knows how. That it fails changes nothing. */
async function giveBack(ctx: Context, app: OAuth2App, { refreshToken, accessToken }: Grant): Promise<void> {
  await ctx.oauth2
    .revoke(app, refreshToken ?? accessToken, { signal: AbortSignal.timeout(10_000) })
    .catch((error: unknown) => ctx.log.info({ err: error, app: app.id }, "A grant could not be given back"));
}
