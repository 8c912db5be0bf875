import { describe, expect, it } from "vitest";
import { causeOf, diagnose } from "./diagnose.ts";
import { providerOf } from "./provider-of.ts";

describe("why a mail server can't be used", () => {
  it.each([
    ["ENOTFOUND", "getaddrinfo ENOTFOUND nowhere.invalid", "noSuchHost"],
    ["EDNS", "getaddrinfo ENOTFOUND nowhere.invalid", "noSuchHost"],
    ["ECONNREFUSED", "connect ECONNREFUSED 127.0.0.1:1", "refused"],
    ["ESOCKET", "connect ECONNREFUSED 127.0.0.1:1", "refused"],
    ["ETIMEDOUT", "imap.example.com did not answer in time", "silent"],
    ["ESOCKET", "self-signed certificate", "certificate"],
    ["DEPTH_ZERO_SELF_SIGNED_CERT", "self-signed certificate", "certificate"],
    ["ERR_TLS_CERT_ALTNAME_INVALID", "Hostname/IP does not match certificate's altnames", "wrongName"],
    ["CERT_HAS_EXPIRED", "certificate has expired", "expired"],
    ["ERR_SSL_WRONG_VERSION_NUMBER", "wrong version number", "noTlsHere"],
    ["ESOCKET", "80E8:error:0A00010B:SSL routines:ssl3_get_record:wrong version number", "noTlsHere"],
    ["ETLS", "Error upgrading connection with STARTTLS: 502", "tls"],
    [undefined, "Server does not support STARTTLS", "noStartTls"],
    ["ClosedAfterConnectText", "closed", "closed"],
    ["AUTHENTICATIONFAILED", "Authentication failed.", "login"],
    ["EAUTH", "Invalid login: 535 5.7.8 TLS certificate of your client is unknown", "login"],
    ["ENOAUTH", "Missing credentials", "loginMissing"],
    ["EPROTOCOL", "Invalid greeting", "otherProtocol"],
    ["ESOCKET", "The proxy socks5://******@127.0.0.1 refused: ECONNREFUSED", "proxy"],
    ["ECONNREFUSED", "The proxy socks5://127.0.0.1:1 can't be reached", "proxy"],
    ["WHATEVER", "Come back tomorrow", "unknown"],
  ] as const)("%s, %s: %s", (code, error, cause) => {
    expect(causeOf({ ...(code && { code }), error })).toBe(cause);
  });

  it("tells what worked before, and what was not tried", () => {
    const { steps } = diagnose({ success: false, code: "DEPTH_ZERO_SELF_SIGNED_CERT" });
    expect(steps.map(({ status }) => status)).toEqual(["ok", "ok", "failed", "skipped"]);
    expect(diagnose({ success: true })).toEqual({
      steps: ["dns", "connection", "protection", "login"].map((step) => ({ step, status: "ok" })),
      cause: undefined,
    });
    const plain = diagnose({ success: false, code: "EAUTH" }, { mayBePlain: true });
    expect(plain.steps.map(({ status }) => status)).toEqual(["ok", "ok", "unknown", "failed"]);
    expect(diagnose({ success: false }).steps.every(({ status }) => status === "unknown")).toBe(true);
  });
});

it("knows providers by their servers and addresses", () => {
  expect(providerOf("imap.gmail.com")).toBe("google");
  expect(providerOf("Ada@Outlook.com")).toBe("microsoft");
  expect(providerOf("imap.mail.me.com")).toBe("icloud");
  expect(providerOf("gmail.com.example.org")).toBeUndefined();
});
