import type { OAuth2AppEntry } from "@posthorn/contracts/oauth2-apps";
import { describe, expect, it } from "vitest";
import {
  askedScopes,
  emptyApplication,
  fieldsOf,
  formOfApplication,
  neededFields,
  presetIn,
  presetsOf,
  toChanges,
  toCreate,
} from "./application-form.ts";

const REDIRECT = "http://127.0.0.1:3000/oauth";

describe("the form of an OAuth2 application", () => {
  it("makes what the API wants of each kind, without what is empty", () => {
    const gmail = { ...emptyApplication("gmail", REDIRECT), name: " Google ", clientId: "id", clientSecret: " s " };
    expect(toCreate("gmail", gmail)).toEqual({
      name: "Google",
      provider: "gmail",
      enabled: true,
      clientId: "id",
      clientSecret: " s ",
      redirectUrl: REDIRECT,
      baseScopes: "api",
      googleWorkspaceAccounts: false,
    });
    const listener = { ...emptyApplication("pubsub", REDIRECT), name: "News", serviceClient: "1", serviceClientEmail: "a@b.example", serviceKey: "k" }; // prettier-ignore
    expect(toCreate("pubsub", listener)).toEqual({
      name: "News",
      provider: "gmailService",
      baseScopes: "pubsub",
      authMethod: "serviceKey",
      serviceClient: "1",
      serviceClientEmail: "a@b.example",
      serviceKey: "k",
    });
    const tenant = { ...emptyApplication("outlookService", REDIRECT), name: "T", clientId: "id", clientSecret: "s", authority: "t" }; // prettier-ignore
    expect(toCreate("outlookService", tenant)).toMatchObject({ baseScopes: "api", cloud: "global", authority: "t" });
  });

  it("leads Microsoft back to localhost, which it takes, and not to 127.0.0.1", () => {
    expect(emptyApplication("outlook", REDIRECT).redirectUrl).toBe("http://localhost:3000/oauth");
    expect(emptyApplication("gmail", REDIRECT).redirectUrl).toBe(REDIRECT);
  });

  it("sends only what is another, and no secret that was not typed", () => {
    const app: OAuth2AppEntry = {
      id: "1",
      provider: "gmail",
      name: "Google",
      enabled: true,
      clientId: "id",
      clientSecret: "******",
      redirectUrl: REDIRECT,
      baseScopes: "api",
      pubSubApp: "2",
      extraScopes: ["gmail.send"],
    };
    const before = formOfApplication(app);
    expect(toChanges("gmail", before, before)).toEqual({});
    expect(neededFields("gmail", before, { isStored: true })).toEqual(["name", "clientId", "redirectUrl"]);
    const form = { ...before, enabled: false, pubSubApp: null, extraScopes: "" };
    expect(toChanges("gmail", form, before)).toEqual({ enabled: false, pubSubApp: null, extraScopes: [] });
    expect(toChanges("gmail", { ...before, clientSecret: "new" }, before)).toEqual({ clientSecret: "new" });
  });

  it("shows what belongs to the kind and to how it is served", () => {
    const gmail = emptyApplication("gmail", REDIRECT);
    expect(fieldsOf("gmail", gmail)).toContain("pubSubApp");
    expect(fieldsOf("gmail", { ...gmail, baseScopes: "imap" })).not.toContain("pubSubApp");
    const service = emptyApplication("gmailService", REDIRECT);
    expect(fieldsOf("gmailService", service)).toContain("serviceKey");
    expect(fieldsOf("gmailService", { ...service, authMethod: "externalAccount" })).not.toContain("serviceKey");
    expect(fieldsOf("outlookService", service)).not.toContain("extraScopes");
  });

  it("knows sets of scopes again, in any order", () => {
    const form = { ...emptyApplication("gmail", REDIRECT), skipScopes: "gmail.modify" };
    expect(presetIn("gmail", { ...form, extraScopes: "gmail.labels\ngmail.readonly" })).toBe("readOnly");
    expect(presetIn("gmail", { ...form, extraScopes: "gmail.send" })).toBe("sendOnly");
    expect(presetIn("gmail", { ...form, extraScopes: "other" })).toBeUndefined();
    expect(presetIn("gmail", emptyApplication("gmail", REDIRECT))).toBe("normal");
    expect(presetsOf("gmail", "imap")).toBeUndefined();
    expect(askedScopes("gmail", { ...form, extraScopes: "gmail.send" })).toEqual(["gmail.send"]);
    expect(askedScopes("outlook", { ...emptyApplication("outlook", REDIRECT), skipScopes: "https://graph.microsoft.com/Mail.Send" })).toEqual(["Mail.ReadWrite", "offline_access", "User.Read"]); // prettier-ignore
    expect(askedScopes("gmailService", emptyApplication("gmailService", REDIRECT))).toEqual([
      "https://mail.google.com/",
    ]);
    expect(askedScopes("outlookService", emptyApplication("outlookService", REDIRECT))).toEqual([]);
  });
});
