import { describe, expect, it } from "vitest";
import { emptyForm, faultsOf, toCreateAccount, toServers, visibleFields, withFound } from "./servers-form.ts";

function filled() {
  const form = emptyForm();
  const { imap, smtp } = form;
  return {
    ...form,
    name: " Ada ",
    email: "ada@example.com",
    imap: { ...imap, host: " imap.example.com ", auth: { user: " ada ", pass: " with spaces " } },
    smtp: { ...smtp, host: "smtp.example.com" },
  };
}

describe("the form of a new account", () => {
  it("signs in to SMTP as to IMAP, unless it says otherwise", () => {
    const login = { user: "ada", pass: " with spaces " };
    expect(toCreateAccount(filled())).toEqual({
      account: null,
      name: "Ada",
      email: "ada@example.com",
      imap: { host: "imap.example.com", port: 993, secure: true, auth: login },
      smtp: { host: "smtp.example.com", port: 465, secure: true, auth: login },
    });
    const form = filled();
    form.smtp = { ...form.smtp, isSameLogin: false, auth: { user: "relay", pass: "r" } };
    expect(toServers(form).smtp).toMatchObject({ auth: { user: "relay", pass: "r" } });
  });

  it("tells the three kinds of protection apart", () => {
    const form = filled();
    form.imap.security = "starttls";
    form.smtp.security = "plain";
    expect(toServers(form)).toMatchObject({ imap: { secure: false }, smtp: { secure: false, requireTLS: false } });
    expect(toServers(form).imap).not.toHaveProperty("requireTLS");
  });

  it("leaves out the server that is switched off, and its fields", () => {
    const form = filled();
    form.imap.isOn = false;
    expect(toServers(form)).not.toHaveProperty("imap");
    expect(visibleFields(form)).toEqual([
      "name", "email", "account", "smtp.host", "smtp.port", "smtp.auth.user", "smtp.auth.pass",
    ]); // prettier-ignore
    expect(Object.keys(faultsOf(form))).toEqual(["smtp.auth.user", "smtp.auth.pass"]);
  });

  it("names what is missing", () => {
    expect(faultsOf(filled())).toEqual({});
    expect(Object.keys(faultsOf(emptyForm()))).toEqual([
      "name", "email", "imap.host", "imap.auth.user", "imap.auth.pass", "smtp.host",
    ]); // prettier-ignore
  });

  it("takes over the servers that were found, and leaves what was not", () => {
    const found = withFound(filled(), {
      imap: { host: "mail.example.com", port: 143, secure: false, auth: { user: "ada@example.com" } },
      smtp: false,
    });
    expect(found.imap).toMatchObject({ host: "mail.example.com", port: 143, security: "starttls" });
    expect(found.imap.auth).toEqual({ user: "ada@example.com", pass: " with spaces " });
    expect(found.smtp).toEqual(filled().smtp);
  });

  it("accepts any certificate only where it is told to", () => {
    const form = filled();
    form.imap.ignoresCertificate = true;
    expect(toServers(form).imap).toMatchObject({ tls: { rejectUnauthorized: false } });
    expect(toServers(form).smtp).not.toHaveProperty("tls");
  });
});
