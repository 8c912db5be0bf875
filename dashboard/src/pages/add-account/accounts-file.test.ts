import { describe, expect, it } from "vitest";
import { toCreateAccount } from "../account-servers/servers-form.ts";
import { COLUMNS, readAccountsFile, withServers } from "./accounts-file.ts";

const read = (...lines: string[]) => readAccountsFile(lines.join("\r\n"));
const only = (...lines: string[]) => {
  const [row] = read(...lines).rows;
  if (row === undefined) throw new Error("There is no row");
  return row;
};

describe("accounts in a file", () => {
  it("need an address and a password, and have their servers looked up", () => {
    const row = only("\uFEFFEmail,Password", "ada@example.org,secret");
    expect(row).toMatchObject({ line: 2, needsServers: true, fault: null });
    expect(row.form).toMatchObject({
      account: "",
      name: "ada",
      email: "ada@example.org",
      imap: { isOn: true, host: "", auth: { user: "ada@example.org", pass: "secret" } },
      smtp: { isOn: true, isSameLogin: true },
    });
  });

  it("may name everything, in any order and with semicolons", () => {
    const values: Record<(typeof COLUMNS)[number], string> = {
      account: "ada",
      name: '"Ray; Ada"',
      email: "ada@example.org",
      username: "ray",
      password: '"a ""quoted"" one"',
      imap_host: "imap.example.org",
      imap_port: "143",
      imap_secure: "false",
      smtp_host: "smtp.example.org",
      smtp_port: "465",
      smtp_secure: "",
      smtp_username: "sender",
      smtp_password: "other",
    };
    const names = COLUMNS.toReversed();
    const row = only(names.join(";"), names.map((name) => values[name]).join(";"));
    expect(row).toMatchObject({ needsServers: false, fault: null });
    expect(toCreateAccount(row.form)).toEqual({
      account: "ada",
      name: "Ray; Ada",
      email: "ada@example.org",
      imap: { host: "imap.example.org", port: 143, secure: false, auth: { user: "ray", pass: 'a "quoted" one' } },
      smtp: { host: "smtp.example.org", port: 465, secure: true, auth: { user: "sender", pass: "other" } },
    });
  });

  it("only receive where no SMTP server is named beside the IMAP server", () => {
    const { form } = only("email,password,imap_host", "ada@example.org,secret,imap.example.org");
    expect(toCreateAccount(form)).toEqual({
      account: null,
      name: "ada",
      email: "ada@example.org",
      imap: { host: "imap.example.org", port: 993, secure: true, auth: { user: "ada@example.org", pass: "secret" } },
    });
  });

  it("sign in to servers that were found for their domain as its first one does, or as the file says", () => {
    const found = {
      imap: { host: "imap.example.org", port: 993, secure: true, auth: { user: "ada" } },
      smtp: { host: "smtp.example.org", port: 587, secure: false, auth: { user: "ada" } },
    };
    const servers = { email: "ada@example.org", found };
    const bo = toCreateAccount(withServers(only("email,password", "bo@example.org,secret"), servers));
    expect(bo).toMatchObject({
      imap: { host: "imap.example.org", auth: { user: "bo", pass: "secret" } },
      smtp: { host: "smtp.example.org", port: 587, secure: false, auth: { user: "bo", pass: "secret" } },
    });
    const named = only("email,password,username,smtp_host", "bo@example.org,secret,boris,relay.example.net");
    expect(toCreateAccount(withServers(named, servers))).toMatchObject({
      imap: { host: "imap.example.org", auth: { user: "boris" } },
      smtp: { host: "relay.example.net", port: 465, auth: { user: "boris" } },
    });
    const receiving = withServers(only("email,password", "bo@example.org,secret"), {
      ...servers,
      found: { imap: found.imap },
    });
    expect(toCreateAccount(receiving)).not.toHaveProperty("smtp");
  });

  it("say what is wrong with them, line by line", () => {
    const { rows, unknown } = read(
      "account,email,password,imap_host,imap_port,Colour",
      "a,ada,secret,,,blue",
      "b,ada@example.org,,,,",
      "",
      "c,ada@example.org,secret,imap.example.org,99999,",
      "d,ada@example.org,secret,,,",
      "d,bo@example.org,secret,,,",
    );
    expect(rows.map(({ fault }) => fault)).toEqual([
      "Needs an email address",
      "Needs a password",
      "Has a port that is none",
      null,
      "“d” stands in the file twice",
    ]);
    expect(unknown).toEqual(["colour"]);
    expect(readAccountsFile("")).toEqual({ rows: [], unknown: [] });
  });
});
