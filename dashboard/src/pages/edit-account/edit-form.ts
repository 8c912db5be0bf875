import type { Account, ImapUpdate, SmtpUpdate, UpdateAccount, WebhookHeader } from "@posthorn/contracts/accounts";
import type { SendingLimits } from "@posthorn/contracts/sending-limits";
import { localTime } from "../../time.ts";
import {
  missingIn,
  PORTS,
  type ServerFields,
  type ServersForm,
  usesImapLogin,
  visibleServerFields,
} from "../account-servers/servers-form.ts";

/** All of an account that can be changed, with fields named like those of the API where they are the same. */
export interface EditForm extends ServersForm {
  name: string;
  email: string;
  expectedEmail: string;
  locale: string;
  /** Empty is none of its own. */
  tz: string;
  sentMailPath: string;
  draftsMailPath: string;
  junkMailPath: string;
  trashMailPath: string;
  archiveMailPath: string;
  resyncDelay: number | "";
  disableIMAP4rev2: boolean;
  /** One path a line; none is all. */
  path: string;
  subconnections: string;
  /** In the zone of the browser, to the minute; empty is since ever. */
  notifyFrom: string;
  copy: boolean;
  /** null is those of the settings. */
  sending: SendingLimits | null;
  proxy: string;
  smtpEhloName: string;
  webhooks: string;
  /** A `Key: value` a line. */
  webhooksCustomHeaders: string;
}

const MASK = "******";

/** Where mail of a kind is, whatever the server says. */
export const SPECIAL_FOLDERS = [
  "sentMailPath",
  "draftsMailPath",
  "junkMailPath",
  "trashMailPath",
  "archiveMailPath",
] as const;
type SpecialFolder = (typeof SPECIAL_FOLDERS)[number];

function specialFolders<T>(of: (folder: SpecialFolder) => T) {
  return Object.fromEntries(SPECIAL_FOLDERS.map((folder) => [folder, of(folder)])) as Record<SpecialFolder, T>;
}

/** The form as it is filled in at first. Secrets are never told, so their fields are empty. */
export function formOf(account: Account): EditForm {
  const { imap, smtp, path } = account;
  return {
    name: account.name ?? "",
    email: account.email ?? "",
    expectedEmail: account.expectedEmail ?? "",
    locale: account.locale ?? "",
    tz: account.tz ?? "",
    imap: { ...serverOf("imap", imap), isOn: imap !== undefined && imap.disabled !== true },
    smtp: { ...serverOf("smtp", smtp), isOn: smtp !== undefined, isSameLogin: false },
    ...specialFolders((folder) => imap?.[folder] ?? ""),
    resyncDelay: imap?.resyncDelay ?? 900,
    disableIMAP4rev2: imap?.disableIMAP4rev2 ?? false,
    path: Array.isArray(path) ? path.join("\n") : "",
    subconnections: (account.subconnections ?? []).join("\n"),
    notifyFrom: localTime(account.notifyFrom ?? undefined),
    copy: account.copy ?? true,
    sending: account.sending ?? null,
    proxy: account.proxy ?? "",
    smtpEhloName: account.smtpEhloName ?? "",
    webhooks: account.webhooks ?? "",
    webhooksCustomHeaders: (account.webhooksCustomHeaders ?? [])
      .map(({ key, value }) => `${key}: ${value ?? ""}`)
      .join("\n"),
  };
}

function serverOf(kind: "imap" | "smtp", server: Account["imap"] | Account["smtp"]): ServerFields {
  const { secure = true, requireTLS, auth, tls } = server ?? {};
  const security = secure ? "tls" : requireTLS === false ? "plain" : "starttls";
  return {
    isOn: false,
    host: server?.host ?? "",
    port: server?.port ?? PORTS[kind][security],
    security,
    ignoresCertificate: tls?.rejectUnauthorized === false,
    auth: { user: (auth || undefined)?.user ?? "", pass: "" },
  };
}

const linesIn = (text: string) =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");

/** `Key: value` lines as headers; undefined where a line is none. */
export function headersIn(text: string): WebhookHeader[] | undefined {
  const headers = linesIn(text).map((line) => /^([^\s:]+)\s*:\s*(.*)$/.exec(line));
  if (headers.some((header) => header === null)) return undefined;
  return headers.map((header) => ({ key: header?.[1] ?? "", value: header?.[2] ?? "" }));
}

/** Whether the account logs in by servers of its own, not by an OAuth2 application. */
export const hasOwnServers = ({ oauth2 }: Account) => oauth2?.provider === undefined;

const hasPassword = (server: Account["imap"] | Account["smtp"]) =>
  (server?.auth || undefined)?.pass !== undefined || Boolean((server?.auth || undefined)?.accessToken);

/** Which passwords are stored: their fields may stay empty. */
export const storedPasswords = ({ imap, smtp }: Account) => ({ imap: hasPassword(imap), smtp: hasPassword(smtp) });

/** The fields that can be seen, where faults of the API can be shown. */
export const editFields = (values: EditForm, account: Account): string[] => [
  "name",
  "email",
  "expectedEmail",
  "locale",
  "tz",
  ...(hasOwnServers(account) ? visibleServerFields(values) : []),
  "path",
  "subconnections",
  "notifyFrom",
  "copy",
  "sending",
  "proxy",
  "smtpEhloName",
  "webhooks",
  "webhooksCustomHeaders",
];

/** What is missing, by field, before anything is sent. */
export function editFaults(
  values: EditForm,
  account: Account,
  texts: { headers: string; masked: string },
): Record<string, string> {
  const stored = storedPasswords(account);
  const asksServer = { imap: account.imap?.useAuthServer === true, smtp: account.smtp?.useAuthServer === true };
  const isOptional = (field: string) =>
    (["imap", "smtp"] as const).some(
      (kind) =>
        (field === `${kind}.auth.pass` && stored[kind]) || (field.startsWith(`${kind}.auth.`) && asksServer[kind]),
    );
  const needed = hasOwnServers(account) ? visibleServerFields(values).filter((field) => !isOptional(field)) : [];
  const headers = headersIn(values.webhooksCustomHeaders);
  const before = formOf(account);
  const isMasked = (field: "webhooks" | "proxy" | "webhooksCustomHeaders") =>
    values[field] !== before[field] && values[field].includes(MASK);
  return {
    ...missingIn(values, ["name", "email", ...needed]),
    ...(isMasked("webhooks") && { webhooks: texts.masked }),
    ...(isMasked("proxy") && { proxy: texts.masked }),
    ...(isMasked("webhooksCustomHeaders") && { webhooksCustomHeaders: texts.masked }),
    ...(headers === undefined && { webhooksCustomHeaders: texts.headers }),
  };
}

/** What of the servers and the way to them is another than before; what is left out stays. */
export function serverChanges(
  values: EditForm,
  account: Account,
): Pick<UpdateAccount, "imap" | "smtp" | "proxy" | "smtpEhloName"> {
  const before = formOf(account);
  const changed = <K extends "proxy" | "smtpEhloName">(key: K) =>
    values[key].trim() === before[key] ? {} : { [key]: values[key].trim() };
  if (!hasOwnServers(account)) return { ...changed("proxy"), ...changed("smtpEhloName") };
  return {
    ...imapChange(values, before, account),
    ...smtpChange(values, before, account),
    ...changed("proxy"),
    ...changed("smtpEhloName"),
  };
}

function imapChange(values: EditForm, before: EditForm, { imap }: Account): { imap?: ImapUpdate } {
  if (!values.imap.isOn) return before.imap.isOn ? { imap: { partial: true, disabled: true } } : {};
  const extras = (form: EditForm) => ({
    ...specialFolders((folder) => form[folder].trim() || null),
    resyncDelay: Number(form.resyncDelay),
    disableIMAP4rev2: form.disableIMAP4rev2,
  });
  const change = { ...serverChange(values.imap, imap), ...extras(values) };
  if (isSame(change, { ...serverChange(before.imap, imap), ...extras(before) }) && before.imap.isOn) return {};
  return { imap: { partial: imap !== undefined, ...change, ...(imap?.disabled === true && { disabled: false }) } };
}

function smtpChange(values: EditForm, before: EditForm, { smtp }: Account): { smtp?: SmtpUpdate | false } {
  if (!values.smtp.isOn) return before.smtp.isOn ? { smtp: false } : {};
  const login = usesImapLogin(values) ? values.imap.auth : values.smtp.auth;
  const change = serverChange({ ...values.smtp, auth: login }, smtp);
  if (isSame(change, serverChange(before.smtp, smtp)) && before.smtp.isOn) return {};
  return { smtp: { partial: smtp !== undefined, ...change } };
}

const isSame = (a: object, b: object) => JSON.stringify(a) === JSON.stringify(b);

/** A server with all its fields; the password only where one was typed. */
function serverChange(
  { host, port, security, ignoresCertificate, auth }: ServerFields,
  stored: Account["imap"] | Account["smtp"],
) {
  const wasIgnored = stored?.tls?.rejectUnauthorized === false;
  return {
    host: host.trim(),
    port: Number(port),
    secure: security === "tls",
    ...(security !== "tls" && { requireTLS: security === "starttls" }),
    ...((ignoresCertificate || wasIgnored) && { tls: { rejectUnauthorized: !ignoresCertificate } }),
    ...(stored?.useAuthServer !== true && {
      auth: { user: auth.user.trim(), ...(auth.pass !== "" && { pass: auth.pass }) },
    }),
  };
}

/** The changes as the API wants them; what is as before is left out. */
export function toUpdate(values: EditForm, account: Account): UpdateAccount {
  const before = formOf(account);
  const isChanged = (key: keyof EditForm) => values[key] !== before[key];
  const paths = linesIn(values.path);
  return {
    ...(isChanged("name") && { name: values.name.trim() }),
    ...(isChanged("email") && { email: values.email.trim() }),
    ...(isChanged("expectedEmail") && { expectedEmail: values.expectedEmail.trim() || null }),
    ...(isChanged("locale") && { locale: values.locale.trim() }),
    ...(isChanged("tz") && { tz: values.tz }),
    ...(isChanged("path") && { path: paths.length > 0 ? paths : null }),
    ...(isChanged("subconnections") && { subconnections: linesIn(values.subconnections) }),
    ...(isChanged("notifyFrom") && {
      notifyFrom: values.notifyFrom === "" ? null : new Date(values.notifyFrom).toISOString(),
    }),
    ...(isChanged("copy") && { copy: values.copy }),
    ...(!isSame([values.sending], [before.sending]) && { sending: values.sending }),
    ...(isChanged("webhooks") && { webhooks: values.webhooks.trim() }),
    ...(isChanged("webhooksCustomHeaders") && { webhooksCustomHeaders: headersIn(values.webhooksCustomHeaders) ?? [] }),
    ...serverChanges(values, account),
  };
}
