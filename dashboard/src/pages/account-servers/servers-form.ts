import type { CreateAccount, ImapInput, SmtpInput } from "@posthorn/contracts/accounts";
import type { DiscoveredSettings } from "@posthorn/contracts/autoconfig";
import { texts } from "./texts.ts";

export type Security = keyof typeof texts.securities;

export interface ServerFields {
  isOn: boolean;
  host: string;
  port: number | "";
  security: Security;
  ignoresCertificate: boolean;
  /** Empty is the usual one. */
  minVersion: string;
  /** Whether the login is asked of the authentication server of the settings. */
  useAuthServer: boolean;
  auth: { user: string; pass: string };
}

/** The servers of an account, with fields named like those of the API where they are the same. */
export interface ServersForm extends Record<string, unknown> {
  imap: ServerFields;
  smtp: ServerFields & { isSameLogin: boolean };
}

/** A new account. */
export interface AccountForm extends ServersForm {
  name: string;
  email: string;
  account: string;
}

const emptyServer = (port: number): ServerFields => ({
  isOn: true,
  host: "",
  port,
  security: "tls",
  ignoresCertificate: false,
  minVersion: "",
  useAuthServer: false,
  auth: { user: "", pass: "" },
});

export const emptyForm = (): AccountForm => ({
  name: "",
  email: "",
  account: "",
  imap: emptyServer(993),
  smtp: { ...emptyServer(465), isSameLogin: true },
});

/** The ports that go with a kind of protection. */
export const PORTS = {
  imap: { tls: 993, starttls: 143, plain: 143 },
  smtp: { tls: 465, starttls: 587, plain: 587 },
} as const;

/** The fields of servers that can be seen, where faults of the API can be shown. */
export function visibleServerFields({ imap, smtp }: ServersForm): string[] {
  const ofServer = (name: string) => ["host", "port"].map((field) => `${name}.${field}`);
  const ofLogin = (name: string) => ["user", "pass"].map((field) => `${name}.auth.${field}`);
  return [
    ...(imap.isOn ? ofServer("imap") : []),
    ...(imap.isOn && !imap.useAuthServer ? ofLogin("imap") : []),
    ...(smtp.isOn ? ofServer("smtp") : []),
    ...(smtp.isOn && !smtp.useAuthServer && !usesImapLogin({ imap, smtp }) ? ofLogin("smtp") : []),
  ];
}

/** All fields that can be seen. */
export const visibleFields = (values: AccountForm): string[] => [
  "name",
  "email",
  "account",
  ...visibleServerFields(values),
];

/** Whether SMTP signs in as IMAP does. */
export const usesImapLogin = ({ imap, smtp }: Pick<ServersForm, "imap" | "smtp">) =>
  imap.isOn && !imap.useAuthServer && smtp.isSameLogin;

/** What is missing of `needed`, by field, before anything is sent. */
export function missingIn(values: Record<string, unknown>, needed: readonly string[]): Record<string, string> {
  const valueAt = (field: string) =>
    field.split(".").reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], values);
  return Object.fromEntries(
    needed.filter((field) => String(valueAt(field)).trim() === "").map((field) => [field, texts.needs]),
  );
}

/** What is missing for a new account. */
export const faultsOf = (values: AccountForm): Record<string, string> =>
  missingIn(
    values,
    visibleFields(values).filter((field) => field !== "account"),
  );

/** The servers as the API wants them, for a check or to be stored. */
export function toServers(values: ServersForm): { imap?: ImapInput; smtp?: SmtpInput } {
  const { imap, smtp } = values;
  const login = usesImapLogin(values) ? imap.auth : smtp.auth;
  return {
    ...(imap.isOn && { imap: { ...addressOf(imap), auth: { ...imap.auth, user: imap.auth.user.trim() } } }),
    ...(smtp.isOn && { smtp: { ...addressOf(smtp), auth: { ...login, user: login.user.trim() } } }),
  };
}

function addressOf({ host, port, security, ignoresCertificate }: ServerFields) {
  return {
    host: host.trim(),
    port: Number(port),
    secure: security === "tls",
    ...(security === "plain" && { requireTLS: false }),
    ...(ignoresCertificate && { tls: { rejectUnauthorized: false } }),
  };
}

/** The form as the API wants it. */
export const toCreateAccount = (values: AccountForm): CreateAccount => ({
  account: values.account.trim() || null,
  name: values.name.trim(),
  email: values.email.trim(),
  ...toServers(values),
});

/** The form with the servers that were found for its address; what was not found stays. */
export function withFound<F extends ServersForm>(form: F, { imap, smtp }: DiscoveredSettings): F {
  return {
    ...form,
    ...(imap && { imap: foundServer(form.imap, imap) }),
    ...(smtp && { smtp: foundServer(form.smtp, smtp) }),
  };
}

type Found = Exclude<NonNullable<DiscoveredSettings["imap"]>, false>;

function foundServer<S extends ServerFields>(server: S, { host, port, secure, auth }: Found): S {
  return {
    ...server,
    isOn: true,
    host: host ?? server.host,
    port: port ?? server.port,
    security: secure === true ? "tls" : "starttls",
    auth: { ...server.auth, user: auth?.user ?? server.auth.user },
  };
}
