import type { Account } from "@posthorn/contracts/accounts";
import { describe, expect, it } from "vitest";
import { editFaults, formOf, headersIn, toUpdate } from "./edit-form.ts";

const account: Account = {
  account: "ada",
  name: "Ada",
  email: "ada@example.com",
  type: "imap",
  path: "*",
  imap: {
    host: "imap.example.com",
    port: 993,
    secure: true,
    auth: { user: "ada", pass: "******" },
    resyncDelay: 900,
  },
  smtp: {
    host: "smtp.example.com",
    port: 587,
    secure: false,
    requireTLS: false,
    auth: { user: "ada", pass: "******" },
  },
  webhooks: "https://user:******@example.com/hook",
  webhooksCustomHeaders: [{ key: "X-Key", value: "******" }],
};

const words = { headers: "no header", masked: "masked" };

describe("changing an account", () => {
  it("sends nothing where nothing is another", () => {
    expect(toUpdate(formOf(account), account)).toEqual({});
    expect(editFaults(formOf(account), account, words)).toEqual({});
  });

  it("sends what is another, and a password only where one was typed", () => {
    const form = formOf(account);
    form.name = "Ada Ray";
    form.imap.port = 143;
    form.imap.security = "starttls";
    form.smtp.auth.pass = " new ";
    expect(toUpdate(form, account)).toEqual({
      name: "Ada Ray",
      imap: {
        partial: true,
        host: "imap.example.com",
        port: 143,
        secure: false,
        requireTLS: true,
        auth: { user: "ada" },
        sentMailPath: null,
        draftsMailPath: null,
        junkMailPath: null,
        trashMailPath: null,
        archiveMailPath: null,
        resyncDelay: 900,
        disableIMAP4rev2: false,
      },
      smtp: {
        partial: true,
        host: "smtp.example.com",
        port: 587,
        secure: false,
        requireTLS: false,
        auth: { user: "ada", pass: " new " },
      },
    });
  });

  it("keeps the settings of IMAP when it is switched off, and drops those of SMTP", () => {
    const form = formOf(account);
    form.imap.isOn = false;
    form.smtp.isOn = false;
    expect(toUpdate(form, account)).toEqual({ imap: { partial: true, disabled: true }, smtp: false });
    const off: Account = { ...account, imap: { ...account.imap, disabled: true } };
    const on = formOf(off);
    on.imap.isOn = true;
    expect(toUpdate(on, off).imap).toMatchObject({ partial: true, disabled: false, host: "imap.example.com" });
  });

  it("tells certificates that are accepted and no longer accepted apart", () => {
    const form = formOf(account);
    form.imap.ignoresCertificate = true;
    expect(toUpdate(form, account).imap).toMatchObject({ tls: { rejectUnauthorized: false } });
    const lax: Account = { ...account, imap: { ...account.imap, tls: { rejectUnauthorized: false } } };
    const strict = formOf(lax);
    strict.imap.ignoresCertificate = false;
    expect(toUpdate(strict, lax).imap).toMatchObject({ tls: { rejectUnauthorized: true } });
  });

  it("asks for a password of a server that had none", () => {
    const reading: Account = { account: "ada", name: "Ada", email: "a@example.com", type: "imap", imap: account.imap };
    const form = formOf(reading);
    form.smtp = { ...form.smtp, isOn: true, host: "smtp.example.com", auth: { user: "ada", pass: "" } };
    expect(Object.keys(editFaults(form, reading, words))).toEqual(["smtp.auth.pass"]);
    form.smtp.auth.pass = "x";
    expect(toUpdate(form, reading).smtp).toMatchObject({ partial: false, auth: { user: "ada", pass: "x" } });
  });

  it("sends no masked secret back, and empties what is emptied", () => {
    const form = formOf(account);
    form.webhooks = "https://user:******@example.org/hook";
    form.webhooksCustomHeaders = "X-Key: ******\nX-More: 1";
    expect(editFaults(form, account, words)).toEqual({ webhooks: "masked", webhooksCustomHeaders: "masked" });
    form.webhooks = "";
    form.webhooksCustomHeaders = "";
    expect(toUpdate(form, account)).toEqual({ webhooks: "", webhooksCustomHeaders: [] });
  });

  it("gives limits of its own, takes them away, and tells empty apart from as before", () => {
    const stored: Account = {
      ...account,
      locale: "de-AT",
      tz: "Europe/Vienna",
      notifyFrom: "2026-01-02T03:04:05.678Z",
      sending: { perDay: 10 },
    };
    const form = formOf(stored);
    expect(toUpdate(form, stored)).toEqual({});
    expect(toUpdate({ ...form, sending: { perDay: 10, window: { from: "08:00", until: "18:00" } } }, stored)).toEqual({
      sending: { perDay: 10, window: { from: "08:00", until: "18:00" } },
    });
    const emptied = { ...form, locale: " ", tz: "", notifyFrom: "", copy: false, sending: null };
    expect(toUpdate(emptied, stored)).toEqual({ locale: "", tz: "", notifyFrom: null, copy: false, sending: null });
    const other = { ...formOf(account), notifyFrom: "2026-02-03T04:05", sending: {} };
    expect(toUpdate(other, account)).toEqual({
      notifyFrom: new Date("2026-02-03T04:05").toISOString(),
      sending: {},
    });
  });

  it("leaves the servers of an OAuth2 application alone", () => {
    const granted: Account = { account: "g", name: "G", email: "g@example.com", type: "gmail", oauth2: { provider: "app", auth: { user: "g" } } }; // prettier-ignore
    const form = formOf(granted);
    form.proxy = "socks5://proxy.example.com:1080";
    expect(toUpdate(form, granted)).toEqual({ proxy: "socks5://proxy.example.com:1080" });
  });

  it("says how a mailbox is read whose servers an OAuth2 application knows, and asks no login for it", () => {
    const granted: Account = { account: "g", name: "G", email: "g@example.com", type: "gmail", baseScopes: "imap", oauth2: { provider: "app", auth: { user: "g" } } }; // prettier-ignore
    const form = formOf(granted);
    expect([form.imap.isOn, toUpdate(form, granted)]).toEqual([true, {}]);
    form.resyncDelay = 600;
    form.oauth2AuthServer = true;
    expect(editFaults(form, granted, words)).toEqual({});
    expect(toUpdate(form, granted)).toMatchObject({
      imap: { partial: true, resyncDelay: 600 },
      oauth2: { partial: true, useAuthServer: true },
    });
    form.imap.isOn = false;
    expect(toUpdate(form, granted).imap).toEqual({ partial: true, disabled: true });
    const off: Account = { ...granted, imap: { disabled: true } };
    const again = formOf(off);
    again.imap.isOn = true;
    expect(toUpdate(again, off).imap).toMatchObject({ partial: true, disabled: false });
  });

  it("leaves the login to the authentication server, and takes it back", () => {
    const form = formOf(account);
    form.imap.useAuthServer = true;
    form.imap.auth.user = "";
    expect(editFaults(form, account, words)).toEqual({});
    const { imap } = toUpdate(form, account);
    expect(imap).toMatchObject({ partial: true, useAuthServer: true });
    expect(imap).not.toHaveProperty("auth");
    const asking: Account = { ...account, smtp: { host: "smtp.example.com", port: 465, secure: true, useAuthServer: true } }; // prettier-ignore
    const back = formOf(asking);
    back.smtp.useAuthServer = false;
    expect(Object.keys(editFaults(back, asking, words))).toEqual(["smtp.auth.user", "smtp.auth.pass"]);
    back.smtp.auth = { user: "ada", pass: "secret" };
    expect(toUpdate(back, asking).smtp).toMatchObject({ useAuthServer: false, auth: { user: "ada", pass: "secret" } });
  });

  it("sets another oldest version of TLS, and the usual one again", () => {
    const form = formOf(account);
    form.smtp.minVersion = "TLSv1";
    expect(toUpdate(form, account).smtp).toMatchObject({ tls: { minVersion: "TLSv1" } });
    const old: Account = { ...account, smtp: { host: "smtp.example.com", port: 465, secure: true, auth: { user: "ada", pass: "******" }, tls: { minVersion: "TLSv1" } } }; // prettier-ignore
    const usual = formOf(old);
    expect(toUpdate(usual, old)).toEqual({});
    usual.smtp.minVersion = "";
    expect(toUpdate(usual, old).smtp).toMatchObject({ tls: { minVersion: "" } });
  });
});

it("reads headers, one a line", () => {
  expect(headersIn("A: b: c\n\n X-Empty:")).toEqual([
    { key: "A", value: "b: c" },
    { key: "X-Empty", value: "" },
  ]);
  expect(headersIn("nothing")).toBeUndefined();
});
