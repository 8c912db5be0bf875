import type { CreateAccount, VerifyResult } from "@posthorn/contracts/accounts";
import type { AppPassword } from "@posthorn/contracts/autoconfig";
import { PosthornError } from "../../core/errors.ts";
import type { FormLink } from "../../core/form-link.ts";
import { findAccount, type ImapBlock, type SmtpBlock } from "../../storage/accounts.ts";
import { claimFormLink } from "../../storage/form-links.ts";
import { mailAccountOf } from "../accounts/mail-account.ts";
import { registerAccount, type Registered } from "../accounts/register.ts";
import type { Context } from "../context.ts";
import { mailDefaults } from "../mail-defaults.ts";
import { expiryOf, takeProbe } from "./open-link.ts";
import { presetsOf } from "./start-consent.ts";

/** A mail server as somebody typed it, or as it was found. */
export interface TypedServer {
  host: string;
  port: number;
  /** TLS from the first byte; otherwise STARTTLS. */
  secure: boolean;
  user: string;
  pass: string;
}

export interface TypedAccount {
  name: string;
  email: string;
  /** An IANA time zone. */
  tz?: string;
  /** Null for an account that is only to send. */
  imap: TypedServer | null;
  smtp: TypedServer | null;
}

export interface FoundServers {
  imap: Omit<TypedServer, "pass"> | null;
  smtp: Omit<TypedServer, "pass"> | null;
  appPassword?: AppPassword;
}

/** What the servers of a mailbox said to its login. Absent for a server that was not asked. */
export interface TriedServers {
  imap?: VerifyResult;
  smtp?: VerifyResult;
}

/** Finds the servers of an address. Costs one of the link's probes. */
export async function findServers(
  ctx: Context,
  link: FormLink,
  { email, pass }: { email: string; pass: string },
  signal: AbortSignal,
): Promise<FoundServers> {
  await takeProbe(ctx, link);
  const { imap, smtp, appPassword } = await ctx.discoverMail(email, { signal, login: { user: email, pass } });
  const serverOf = (found: typeof imap) =>
    found && found.host !== undefined && found.port !== undefined
      ? { host: found.host, port: found.port, secure: found.secure ?? false, user: found.auth?.user ?? email }
      : null;
  return { imap: serverOf(imap), smtp: serverOf(smtp), ...(appPassword && { appPassword }) };
}

/** Logs in to the servers, and leaves them again. Costs one of the link's probes. */
export async function tryServers(
  ctx: Context,
  link: FormLink,
  typed: Pick<TypedAccount, "imap" | "smtp">,
  signal: AbortSignal,
): Promise<TriedServers> {
  await takeProbe(ctx, link);
  const account = mailAccountOf({ id: "", settings: blocksOf(typed) }, () =>
    mailDefaults(ctx.settings, ctx.limits.mailTls),
  );
  const { imap, smtp } = await ctx.verifyMail(account, { signal, mailboxes: false });
  return { ...(imap && { imap }), ...(smtp && { smtp }) };
}

export const isWorking = ({ imap, smtp }: TriedServers) => imap?.success !== false && smtp?.success !== false;

/** Why a typed address is not the one that is wanted; undefined when it is. */
export async function addressWanted(ctx: Context, link: FormLink, email: string): Promise<string | undefined> {
  const pinned = link.account ? (await findAccount(ctx.storage, link.account))?.settings.expectedEmail : undefined;
  const expected = (link.expectedEmail ?? pinned)?.trim();
  return expected === undefined || expected.toLowerCase() === email.trim().toLowerCase() ? undefined : expected;
}

/** Stores the account and uses the link up, both or neither. Throws `forbidden` for a link that somebody else used meanwhile. */
export async function addAccount(ctx: Context, link: FormLink, typed: TypedAccount): Promise<Registered> {
  const { name, email, tz } = typed;
  const body: CreateAccount = {
    account: link.account ?? null,
    name,
    email,
    ...(tz !== undefined && { tz }),
    ...presetsOf(link),
    ...(blocksOf(typed) as Pick<CreateAccount, "imap" | "smtp">),
  };
  return registerAccount(ctx, body, {
    async alongside(tx) {
      if (await claimFormLink(tx, link.n, expiryOf(link))) return;
      throw new PosthornError("forbidden", "The link was used already");
    },
  });
}

const blocksOf = ({ imap, smtp }: Pick<TypedAccount, "imap" | "smtp">): { imap?: ImapBlock; smtp?: SmtpBlock } => ({
  ...(imap && { imap: blockOf(imap) }),
  ...(smtp && { smtp: blockOf(smtp) }),
});

const blockOf = ({ user, pass, ...server }: TypedServer): SmtpBlock => ({ ...server, auth: { user, pass } });
