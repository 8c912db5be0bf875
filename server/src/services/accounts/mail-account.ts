import type { ImapSettings, MailAccount, ServerLogin, SmtpSettings } from "../../core/mail-backend.ts";
import { type AccountRecord, canWatch, type ImapBlock, type SmtpBlock } from "../../storage/accounts.ts";

const DEFAULT_RESYNC_SECONDS = 900;

/** Settings of the installation that shape how mail servers are met. */
export interface MailDefaults {
  imapIndexer: "full" | "fast";
  ignoreMailCertErrors: boolean;
  smtpEhloName: string | undefined;
  /** The proxy for mail connections, when it is switched on. */
  proxy: string | undefined;
  /** TLS options for every connection; the account's own win. */
  tls: Record<string, unknown>;
}

/**
 * The account as its mail backend needs it. How servers are met is read anew for each connection, so that a changed
 * setting of the installation counts for the next one, however long the account has been open.
 */
export function mailAccountOf(
  { id, settings }: Pick<AccountRecord, "id" | "settings">,
  defaults: () => MailDefaults,
): MailAccount {
  const { tls, imapIndexer } = defaults();
  return {
    id,
    email: settings.email,
    path: watchedPaths(settings.path),
    subconnections: settings.subconnections ?? [],
    get proxy() {
      return settings.proxy || defaults().proxy;
    },
    smtpEhloName: settings.smtpEhloName || undefined,
    get defaultEhloName() {
      return defaults().smtpEhloName;
    },
    imapIndexer: settings.imapIndexer ?? imapIndexer,
    imap: settings.imap && canWatch(settings) ? imapSettings(settings.imap, tls) : null,
    smtp: settings.smtp?.host === undefined ? null : smtpSettings(settings.smtp, tls),
    get ignoreMailCertErrors() {
      return defaults().ignoreMailCertErrors;
    },
  };
}

/** The mailboxes to watch; null is all of them. */
export const watchedPaths = (path: string[] | null | undefined) =>
  path === null || path === undefined || path.length === 0 || path.includes("*") ? null : path;

export function smtpSettings(block: SmtpBlock, tls: MailDefaults["tls"]): SmtpSettings {
  return {
    host: block.host ?? "",
    port: block.port ?? 0,
    secure: block.secure ?? false,
    // Unset means required: passwords never travel in the clear by accident.
    requireTLS: block.requireTLS ?? true,
    auth: login(block),
    tls: { ...tls, ...block.tls },
  };
}

function imapSettings(block: ImapBlock, tls: MailDefaults["tls"]): ImapSettings {
  return {
    ...smtpSettings(block, tls),
    resyncDelay: block.resyncDelay ?? DEFAULT_RESYNC_SECONDS,
    disableIMAP4rev2: block.disableIMAP4rev2 ?? false,
    sentMailPath: block.sentMailPath ?? null,
    draftsMailPath: block.draftsMailPath ?? null,
    junkMailPath: block.junkMailPath ?? null,
    trashMailPath: block.trashMailPath ?? null,
    archiveMailPath: block.archiveMailPath ?? null,
  };
}

function login({ auth }: SmtpBlock): ServerLogin | null {
  if (!auth) return null;
  return {
    user: auth.user,
    ...(auth.pass !== undefined && { pass: auth.pass }),
    ...(auth.accessToken && { accessToken: auth.accessToken }),
  };
}
