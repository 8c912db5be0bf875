import { parse } from "papaparse";
import type { DiscoveredSettings } from "@posthorn/contracts/autoconfig";
import { type AccountForm, emptyForm, missingIn, PORTS, withFound } from "../account-servers/servers-form.ts";
import { texts } from "./texts.ts";

/** What a file may tell of an account; only `email` and `password` are needed. */
export const COLUMNS = [
  "account",
  "name",
  "email",
  "username",
  "password",
  "imap_host",
  "imap_port",
  "imap_secure",
  "smtp_host",
  "smtp_port",
  "smtp_secure",
  "smtp_username",
  "smtp_password",
] as const;
type ColumnName = (typeof COLUMNS)[number];

export interface FileRow {
  /** Counted as an editor does where no value has line breaks; the heading is the first. */
  line: number;
  form: AccountForm;
  /** Whether its servers are to be found by its address. */
  needsServers: boolean;
  /** Why it can't be added. */
  fault: string | null;
}

export interface AccountsFile {
  rows: FileRow[];
  /** Headings that nothing is known by. */
  unknown: string[];
}

/** Reads accounts from CSV (RFC 4180, also with semicolons or tabs) whose first line names the columns, in any order. */
export function readAccountsFile(text: string): AccountsFile {
  const { data, meta } = parse<Partial<Record<string, string>>>(text, {
    header: true,
    skipEmptyLines: "greedy",
    transformHeader: (heading) =>
      heading
        .trim()
        .toLowerCase()
        .replaceAll(/[\s-]+/g, "_"),
  });
  const headings = (meta.fields ?? []).filter((heading) => heading !== "");
  const taken = new Set<string>();
  const rows = data.map((values, index) => {
    const row = toRow((name) => values[name]?.trim() ?? "", index + 2);
    const { account } = row.form;
    if (account !== "" && taken.has(account)) row.fault ??= texts.file.twice(account);
    taken.add(account);
    return row;
  });
  return { rows, unknown: headings.filter((heading) => !(COLUMNS as readonly string[]).includes(heading)) };
}

/** Servers that were found for one address of a domain, and hold for all of it. */
export interface FoundServers {
  email: string;
  found: DiscoveredSettings;
}

/** The account with servers that were found for its domain; the file's own login and SMTP server come first. */
export function withServers({ form }: FileRow, { email, found }: FoundServers): AccountForm {
  const { imap, smtp } = withFound(form, found);
  const loginLike = (user: string | undefined) => (user === localPart(email) ? localPart(form.email) : form.email);
  const hasOwnLogin = form.imap.auth.user !== form.email;
  const login = hasOwnLogin ? form.imap.auth : { ...form.imap.auth, user: loginLike(imap.auth.user) };
  const hasOwnSmtp = form.smtp.host !== "";
  const sending = hasOwnSmtp ? form.smtp : smtp;
  return {
    ...form,
    imap: { ...imap, auth: login },
    smtp: { ...sending, isOn: sending.host !== "", auth: form.smtp.isSameLogin ? login : form.smtp.auth },
  };
}

const localPart = (email: string) => email.slice(0, Math.max(0, email.lastIndexOf("@")));

function toRow(of: (name: ColumnName) => string, line: number): FileRow {
  const form = emptyForm();
  const email = of("email");
  const [imapHost, smtpHost] = [of("imap_host"), of("smtp_host")];
  const needsServers = imapHost === "";
  form.account = of("account");
  form.email = email;
  form.name = of("name") || localPart(email);
  Object.assign(form.imap, serverOf("imap", imapHost, of("imap_port"), of("imap_secure")));
  Object.assign(form.smtp, serverOf("smtp", smtpHost, of("smtp_port"), of("smtp_secure")));
  form.imap.auth = { user: of("username") || email, pass: of("password") };
  form.smtp.auth = {
    user: of("smtp_username") || form.imap.auth.user,
    pass: of("smtp_password") || form.imap.auth.pass,
  };
  form.smtp.isSameLogin = of("smtp_username") === "" && of("smtp_password") === "";
  form.smtp.isOn = needsServers || smtpHost !== "";
  return { line, form, needsServers, fault: faultOf(form) };
}

function serverOf(kind: "imap" | "smtp", host: string, port: string, secure: string) {
  const usual = PORTS[kind];
  const isTls = secure === "" ? port === "" || Number(port) === usual.tls : /^(true|yes|1|tls|ssl)$/i.test(secure);
  const security = isTls ? ("tls" as const) : ("starttls" as const);
  return { host, port: port === "" ? usual[security] : Number(port), security };
}

function faultOf(form: AccountForm): string | null {
  if (!/^[^\s@]+@[^\s@]+$/.test(form.email)) return texts.file.needsEmail;
  if ("imap.auth.pass" in missingIn(form, ["imap.auth.pass"])) return texts.file.needsPassword;
  const ports = [form.imap.port, form.smtp.port].map(Number);
  return ports.every((port) => Number.isInteger(port) && port > 0 && port < 65_536) ? null : texts.file.needsPort;
}
