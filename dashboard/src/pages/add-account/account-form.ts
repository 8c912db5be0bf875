import type { CreateAccount, ImapInput, SmtpInput } from "@posthorn/contracts/accounts";
import { texts } from "./texts.ts";

export type Security = keyof typeof texts.securities;

interface ServerFields {
  isOn: boolean;
  host: string;
  port: number | "";
  security: Security;
  auth: { user: string; pass: string };
}

/** The fields, named like those of the API where they are the same. */
export interface AccountForm extends Record<string, unknown> {
  name: string;
  email: string;
  account: string;
  imap: ServerFields;
  smtp: ServerFields & { isSameLogin: boolean };
}

export const emptyForm = (): AccountForm => ({
  name: "",
  email: "",
  account: "",
  imap: { isOn: true, host: "", port: 993, security: "tls", auth: { user: "", pass: "" } },
  smtp: { isOn: true, host: "", port: 465, security: "tls", auth: { user: "", pass: "" }, isSameLogin: true },
});

/** The ports that go with a kind of protection. */
export const PORTS = {
  imap: { tls: 993, starttls: 143, plain: 143 },
  smtp: { tls: 465, starttls: 587, plain: 587 },
} as const;

/** The fields that can be seen, where faults of the API can be shown. */
export function visibleFields({ imap, smtp }: AccountForm): string[] {
  const ofServer = (name: string) => ["host", "port"].map((field) => `${name}.${field}`);
  const ofLogin = (name: string) => ["user", "pass"].map((field) => `${name}.auth.${field}`);
  return [
    "name",
    "email",
    "account",
    ...(imap.isOn ? [...ofServer("imap"), ...ofLogin("imap")] : []),
    ...(smtp.isOn ? ofServer("smtp") : []),
    ...(smtp.isOn && !usesImapLogin({ imap, smtp }) ? ofLogin("smtp") : []),
  ];
}

/** Whether SMTP signs in as IMAP does. */
export const usesImapLogin = ({ imap, smtp }: Pick<AccountForm, "imap" | "smtp">) => imap.isOn && smtp.isSameLogin;

/** What is missing, by field, before anything is sent. */
export function faultsOf(values: AccountForm): Record<string, string> {
  const valueAt = (field: string) =>
    field.split(".").reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], values);
  const needed = visibleFields(values).filter((field) => field !== "account");
  return Object.fromEntries(
    needed.filter((field) => String(valueAt(field)).trim() === "").map((field) => [field, texts.needs]),
  );
}

/** The servers as the API wants them, for a check or to be stored. */
export function toServers(values: AccountForm): { imap?: ImapInput; smtp?: SmtpInput } {
  const { imap, smtp } = values;
  const login = usesImapLogin(values) ? imap.auth : smtp.auth;
  return {
    ...(imap.isOn && { imap: { ...addressOf(imap), auth: { ...imap.auth, user: imap.auth.user.trim() } } }),
    ...(smtp.isOn && { smtp: { ...addressOf(smtp), auth: { ...login, user: login.user.trim() } } }),
  };
}

function addressOf({ host, port, security }: ServerFields) {
  return {
    host: host.trim(),
    port: Number(port),
    secure: security === "tls",
    ...(security === "plain" && { requireTLS: false }),
  };
}

/** The form as the API wants it. */
export const toCreateAccount = (values: AccountForm): CreateAccount => ({
  account: values.account.trim() || null,
  name: values.name.trim(),
  email: values.email.trim(),
  ...toServers(values),
});
