import { CLOUDS } from "@posthorn/contracts/oauth2-providers";
import { describe, expect, it } from "vitest";
import {
  apiBaseUrlOf,
  apiKindOf,
  isAppOnly,
  isSendOnlyGrant,
  mailServersOf,
  type OAuth2App,
  requestedScopes,
  shortScope,
} from "./oauth2-app.ts";

const app = (more: Partial<OAuth2App> & Pick<OAuth2App, "provider">) => ({
  baseScopes: "imap" as const,
  cloud: "global" as const,
  extraScopes: [],
  skipScopes: [],
  ...more,
});

describe("the scopes to ask for", () => {
  it.each([
    [app({ provider: "gmail" }), ["https://mail.google.com/", "openid", "email", "profile"]],
    [
      app({ provider: "gmail", baseScopes: "api" }),
      ["https://www.googleapis.com/auth/gmail.modify", "openid", "email", "profile"],
    ],
    [app({ provider: "gmailService", baseScopes: "pubsub" }), ["https://www.googleapis.com/auth/pubsub"]],
    [
      app({ provider: "outlook" }),
      [
        "https://outlook.office.com/IMAP.AccessAsUser.All",
        "https://outlook.office.com/SMTP.Send",
        "offline_access",
        "openid",
        "profile",
      ],
    ],
    [
      app({ provider: "outlook", baseScopes: "api", cloud: "dod" }),
      [
        "https://dod-graph.microsoft.us/Mail.ReadWrite",
        "https://dod-graph.microsoft.us/Mail.Send",
        "offline_access",
        "https://dod-graph.microsoft.us/User.Read",
      ],
    ],
    [
      app({ provider: "outlookService", cloud: "china", extraScopes: ["x"], skipScopes: [".default"] }),
      ["https://microsoftgraph.chinacloudapi.cn/.default"],
    ],
    [app({ provider: "mailRu" }), ["userinfo", "mail.imap"]],
  ])("of %j", (asking, scopes) => {
    // prettier-ignore
    expect(requestedScopes(asking)).toEqual(scopes);
  });

  it("are those of the application, too, once each", () => {
    const extraScopes = ["openid", "calendar"];
    expect(requestedScopes(app({ provider: "gmail", extraScopes }))).toEqual(["https://mail.google.com/", "openid", "email", "profile", "calendar"]); // prettier-ignore
  });

  it.each(CLOUDS)("may be skipped by their full and their short names (%s)", (cloud) => {
    const outlook = app({ provider: "outlook", baseScopes: "api", cloud });
    const [full = ""] = requestedScopes(outlook);
    for (const skipScopes of [[full], ["Mail.ReadWrite"]])
      expect(requestedScopes({ ...outlook, skipScopes })).toEqual(requestedScopes(outlook).slice(1));
    expect(shortScope(full)).toBe("Mail.ReadWrite");
  });
});

describe("a grant", () => {
  const gmail = app({ provider: "gmail", baseScopes: "api" });
  const outlook = app({ provider: "outlook", baseScopes: "api" });
  it.each([
    [gmail, ["https://www.googleapis.com/auth/gmail.send", "openid"], true],
    [gmail, ["https://www.googleapis.com/auth/gmail.send", "https://www.googleapis.com/auth/gmail.readonly"], false],
    [gmail, ["https://www.googleapis.com/auth/gmail.send", "https://mail.google.com/"], false],
    [gmail, ["https://www.googleapis.com/auth/gmail.modify"], false],
    [outlook, ["https://graph.microsoft.com/Mail.Send", "offline_access"], true],
    [outlook, ["Mail.Send", "User.Read"], true],
    [outlook, ["https://graph.microsoft.us/Mail.Send", "https://graph.microsoft.us/Mail.Read"], false],
    [outlook, ["mail.send", "mail.readwrite"], false],
    [app({ provider: "outlookService" }), ["Mail.Send"], false],
    [gmail, [], false],
  ])("of %j with %j lets it only send: %j", (of, scopes, isSendOnly) => {
    expect(isSendOnlyGrant(of, scopes)).toBe(isSendOnly);
  });
});

describe("an application", () => {
  it("is served by an API or by mail servers, and those of its provider", () => {
    expect(apiKindOf(app({ provider: "gmail" }))).toBeNull();
    expect(apiKindOf(app({ provider: "gmailService", baseScopes: "api" }))).toBe("gmail");
    expect(apiKindOf(app({ provider: "outlookService" }))).toBe("graph");
    expect(apiBaseUrlOf(app({ provider: "outlook", baseScopes: "api", cloud: "gcc-high" }))).toBe("https://graph.microsoft.us"); // prettier-ignore
    expect(mailServersOf(app({ provider: "gmail" }))).toEqual({
      imap: { host: "imap.gmail.com", port: 993, secure: true },
      smtp: { host: "smtp.gmail.com", port: 465, secure: true },
    });
    expect(mailServersOf(app({ provider: "outlook", cloud: "dod" }))).toEqual({
      imap: { host: "outlook-dod.office365.us", port: 993, secure: true },
      smtp: { host: "outlook-dod.office365.us", port: 587, secure: false },
    });
  });

  it("needs the consent of people or of an administrator", () => {
    expect((["gmail", "gmailService", "outlook", "outlookService", "mailRu"] as const).filter((provider) => isAppOnly({ provider }))).toEqual(["gmailService", "outlookService"]); // prettier-ignore
  });
});
