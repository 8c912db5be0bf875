import { missingIn, type OAuth2VerifyStep, verifyOAuth2App as promise } from "@posthorn/contracts/oauth2-apps";
import { isMicrosoft, mailServersOf, type OAuth2App, usesApi } from "../../core/oauth2-app.ts";
import { readExternalAccount } from "../../oauth/external-account.ts";
import type { Grant, TokenCall } from "../../oauth/oauth2.ts";
import { TokenRequestFailed } from "../../oauth/token-request-failed.ts";
import { mailAccountOf } from "../accounts/mail-account.ts";
import type { Context } from "../context.ts";
import { mailDefaults } from "../mail-defaults.ts";
import { verb } from "../verb.ts";
import { requireOAuth2App } from "./find.ts";
import { hintFor } from "./hints.ts";

/** Tries an application step by step, up to the first that fails. Nothing is changed, here or at its provider. */
export const verifyOAuth2App = verb(promise, async (ctx, { params, body }, { signal }) => {
  const app = await requireOAuth2App(ctx.storage, params.app, "AppNotFound");
  const account = body.account || null;
  const steps: OAuth2VerifyStep[] = [];
  for (const step of stepsOf(ctx, app, { account, testConnection: body.testConnection !== false, signal })) {
    const outcome = await outcomeOf(step, signal);
    steps.push({ id: step.id, label: step.label, ...outcome });
    if (outcome.status === "fail") break;
  }
  return {
    app: app.id,
    provider: app.provider,
    authMethod: app.provider === "gmailService" ? app.authMethod : null,
    account,
    ok: steps.every(({ status }) => status !== "fail"),
    steps,
  };
});

interface Step {
  id: OAuth2VerifyStep["id"];
  label: string;
  /** Why it is not tried. */
  skipped?: string | undefined;
  /** What was found. */
  run(): Promise<string> | string;
}

interface Wanted {
  account: string | null;
  testConnection: boolean;
  signal: AbortSignal;
}

/** What a step finds to be wrong by itself. */
class Finding extends Error {
  readonly hint: string | undefined;

  constructor(message: string, hint?: string) {
    super(message);
    this.hint = hint;
  }
}

async function outcomeOf({ skipped, run }: Step, signal: AbortSignal): Promise<Omit<OAuth2VerifyStep, "id" | "label">> {
  if (skipped !== undefined) return { status: "skip", message: skipped };
  try {
    return { status: "ok", message: await run() };
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof TokenRequestFailed || error instanceof Finding)) throw error;
    const hint = error instanceof Finding ? error.hint : hintFor(error);
    return { status: "fail", message: error.message, ...(hint !== undefined && { hint }) };
  }
}

function stepsOf(ctx: Context, app: OAuth2App, wanted: Wanted): Step[] {
  if (app.provider === "gmailService") return [configStep(app), ...serviceAccountSteps(ctx, app, wanted)];
  if (app.provider === "outlookService") return [configStep(app), ...clientCredentialSteps(ctx, app, wanted)];
  return [
    configStep(app),
    {
      id: "interactive",
      label: "Consent",
      skipped: "Only a person can try this: add an account through the hosted form, or by a call with authorize.",
      run: () => "",
    },
  ];
}

const configStep = (app: OAuth2App): Step => ({
  id: "config",
  label: "Settings",
  run() {
    const missing = missingIn(app, app).map(({ key }) => key);
    if (missing.length > 0) throw new Finding(`Missing: ${missing.join(", ")}`, "Add what is missing.");
    if (app.authMethod === "externalAccount" && app.provider === "gmailService") readExternalAccount(app);
    return "Everything that is needed is there.";
  },
});

function serviceAccountSteps(ctx: Context, app: OAuth2App, wanted: Wanted): Step[] {
  const { serviceAccounts, workloadIdentity } = ctx.oauth2;
  const { account, signal } = wanted;
  const call: TokenCall = { signal };
  const actsAsItself = app.baseScopes === "pubsub";
  const user = actsAsItself ? null : account;
  let assertion = "";
  let grant: Grant | undefined;
  const sign = async () => {
    assertion = await serviceAccounts.assertion(app, user, call);
  };
  const proof: Step[] =
    app.authMethod === "serviceKey"
      ? [{ id: "sign", label: "Service key", run: () => sign().then(() => "The service key signs.") }]
      : [
          {
            id: "subjectToken",
            label: "Token of the workload",
            run: () => workloadIdentity.subjectToken(app, call).then(() => "The token of the workload was read."),
          },
          {
            id: "sts",
            label: "Token exchange",
            run: () => workloadIdentity.federatedToken(app, call).then(() => "Google takes the token of the workload."),
          },
          { id: "signJwt", label: "Signature", run: () => sign().then(() => "Google signs for the service account.") },
        ];
  const needsAccount = user === null && !actsAsItself ? "Name a mailbox as account to try this." : undefined;
  const token: Step = {
    id: "token",
    label: "Access token",
    skipped: needsAccount,
    async run() {
      grant = await serviceAccounts.grantFor(app, assertion, call);
      return user === null ? "Google gives a token to the service account." : `Google gives a token for ${user}.`;
    },
  };
  return actsAsItself ? [...proof, token] : [...proof, token, mailboxStep(ctx, app, wanted, () => grant)];
}

function clientCredentialSteps(ctx: Context, app: OAuth2App, wanted: Wanted): Step[] {
  let grant: Grant | undefined;
  const token: Step = {
    id: "token",
    label: "Access token",
    async run() {
      grant = await ctx.oauth2.appOnlyGrant(app, { user: null, signal: wanted.signal });
      return "Microsoft gives a token to the application.";
    },
  };
  return [token, mailboxStep(ctx, app, wanted, () => grant)];
}

function mailboxStep(
  ctx: Context,
  app: OAuth2App,
  { account, testConnection, signal }: Wanted,
  grantOf: () => Grant | undefined,
): Step {
  return {
    id: "mailbox",
    label: "Mailbox",
    skipped:
      account === null
        ? "Name a mailbox as account to try this."
        : testConnection
          ? undefined
          : "It was asked not to be tried.",
    async run() {
      const grant = grantOf();
      if (account === null || grant === undefined) throw new Finding("There is no token to open it with");
      if (!usesApi(app)) return tryImap(ctx, app, account, grant, signal);
      const address = await ctx.oauth2.mailboxOf(app, grant, account, { signal });
      return `The mailbox of ${address} opens.`;
    },
  };
}

async function tryImap(ctx: Context, app: OAuth2App, user: string, grant: Grant, signal: AbortSignal): Promise<string> {
  const server = mailServersOf(app, ctx.oauth2.urls).imap;
  const settings = { imap: { ...server, requireTLS: true, auth: { user, accessToken: grant.accessToken } } };
  const account = mailAccountOf({ id: "", settings }, () => mailDefaults(ctx.settings, ctx.limits.mailTls));
  const { imap, mailboxes = [] } = await ctx.verifyMail(account, { signal, mailboxes: true });
  if (imap?.success === true) return `The mailbox of ${user} opens, with ${mailboxes.length} folders.`;
  throw new Finding(
    imap?.error ?? `${server.host} could not be tried`,
    isMicrosoft(app) ? undefined : "IMAP has to be on for the mailbox, and for its domain in the Google Admin console.",
  );
}
