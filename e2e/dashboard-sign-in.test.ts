import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import axe from "axe-core";
import type { BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { startBrowser, type TestBrowser } from "./browser.ts";
import { install, type Installation } from "./installation.ts";
import { oneTimeCode } from "./one-time-code.ts";

const PASSWORD = "correct horse battery";

/** Runs in the page: a call of the API as the user who is signed in. */
const CALL = `async (method, path, body) => {
  const { csrfToken } = await (await fetch("/v1/session")).json();
  const headers = { "content-type": "application/json", "x-csrf-token": csrfToken };
  return (await fetch(path, { method, headers, body: JSON.stringify(body) })).json();
}`;

/** Runs in the page: registers a passkey, as a page for that would. */
const REGISTER = `async (password) => {
  const call = ${CALL};
  const { ticket, options } = await call("POST", "/v1/session/passkeys/options", { currentPassword: password });
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
  const credential = await navigator.credentials.create({ publicKey });
  return call("POST", "/v1/session/passkeys", { ticket, name: "Test", response: credential.toJSON() });
}`;

// On one database: what the pages call is tested on both elsewhere.
describe("signing in to the dashboard in a browser", () => {
  let posthorn: Installation;
  let browser: TestBrowser;
  let context: BrowserContext;
  let page: Page;
  let provider: Server;
  /** Passkeys are for names, not for addresses. */
  let url: string;

  beforeAll(async () => {
    provider = await startProvider();
    const issuer = `http://127.0.0.1:${(provider.address() as AddressInfo).port}`;
    posthorn = await install("sqlite", {
      OIDC_ISSUER: issuer,
      OIDC_CLIENT_ID: "posthorn",
      OIDC_CLIENT_SECRET: "secret",
      OIDC_PROVIDER_NAME: "Keycloak",
    });
    url = posthorn.url.replace("127.0.0.1", "localhost");
    await posthorn.call("POST", "/v1/settings", { serviceUrl: url });
    browser = await startBrowser();
    context = await browser.open({ bypassCSP: true });
    page = await context.newPage();
  });
  afterAll(async () => {
    await browser.close();
    await posthorn.remove();
    provider.close();
  });
  afterEach(() => expect(browser.troubles.splice(0)).toEqual([]));

  const signedIn = (name: string) => page.getByRole("button", { name: `${name}, your menu` }).waitFor();

  async function signIn(name: string, password: string): Promise<void> {
    await page.goto(`${url}/admin/login`);
    await page.getByLabel("User name").fill(name);
    await page.getByRole("textbox", { name: "Password" }).fill(password);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
  }

  async function signOut(name: string): Promise<void> {
    await page.getByRole("button", { name: `${name}, your menu` }).click();
    await page.getByRole("menuitem", { name: "Sign out" }).click();
    await page.getByText("You have signed out").waitFor();
  }

  /** What is hard to use for some, on the page as it is. */
  async function barriers(): Promise<unknown[]> {
    await page.evaluate(axe.source);
    return page.evaluate<unknown[]>(
      `axe.run().then(({violations}) => violations
        .filter(({impact}) => impact === "serious" || impact === "critical")
        .map(({id, nodes}) => ({id, nodes: nodes.map(({html}) => html)})))`,
    );
  }

  it("begins with an invitation, whose secret leaves the address", async () => {
    await posthorn.command("password", "-u", "olga", "-p", PASSWORD);
    const link = await posthorn.command("users", "add", "Ada", "--role", "admin", "--invite");
    await page.goto(`${url}${link}`);
    await page.getByRole("heading", { name: "Choose a password" }).waitFor();
    expect(page.url()).toBe(`${url}/admin/invitation`);
    expect(await barriers()).toEqual([]);
    await page.getByRole("textbox", { name: "Password", exact: true }).fill(PASSWORD);
    await page.getByRole("textbox", { name: "Password again" }).fill(PASSWORD);
    await page.getByRole("button", { name: "Save and sign in" }).click();
    await signedIn("Ada");
    expect(posthorn.log.join("\n")).not.toContain(link.split("#")[1]);
    await page.goto("about:blank");
    await page.goto(`${url}${link}`);
    await page.getByRole("textbox", { name: "Password", exact: true }).fill(PASSWORD);
    await page.getByRole("textbox", { name: "Password again" }).fill(PASSWORD);
    await page.getByRole("button", { name: "Save and sign in" }).click();
    await page.getByText("This link does not work").waitFor();
  });

  it("takes a passkey of the device, without a name", async () => {
    const session = await context.newCDPSession(page);
    await session.send("WebAuthn.enable");
    await session.send("WebAuthn.addVirtualAuthenticator", {
      options: {
        protocol: "ctap2",
        transport: "internal",
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    });
    await page.goto(`${url}/admin/`);
    await signedIn("Ada");
    expect(await page.evaluate<unknown>(`(${REGISTER})(${JSON.stringify(PASSWORD)})`)).toMatchObject({ name: "Test" });
    await signOut("Ada");
    await page.getByRole("button", { name: "Sign in with a passkey" }).waitFor();
    expect(await barriers()).toEqual([]);
    await page.getByRole("button", { name: "Sign in with a passkey" }).click();
    await signedIn("Ada");
  });

  it("asks for a code after the password, where that was turned on", async () => {
    const call = (method: string, path: string, body: object) =>
      page.evaluate<Record<string, unknown>>(
        `(${CALL})(${JSON.stringify(method)}, "${path}", ${JSON.stringify(body)})`,
      );
    const { ticket, secret } = await call("POST", "/v1/session/totp", { currentPassword: PASSWORD });
    const confirmed = await call("POST", "/v1/session/totp/confirm", { ticket, code: oneTimeCode(String(secret)) });
    const [recoveryCode = ""] = confirmed["recoveryCodes"] as string[];
    await signOut("Ada");
    await signIn("Ada", PASSWORD);
    await page.getByLabel("Code").waitFor();
    expect(await barriers()).toEqual([]);
    await page.getByLabel("Code").fill("000000");
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await page.getByText("The code is wrong").waitFor();
    await page.getByRole("button", { name: "Begin again" }).click();
    await signIn("Ada", PASSWORD);
    await page.getByLabel("Code").fill(recoveryCode);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await signedIn("Ada");
    await signOut("Ada");
  });

  it("leads to a provider, and says what came of it", async () => {
    await page.goto(`${url}/admin/login?next=%2Fadmin%2Ftokens`);
    await page.getByRole("link", { name: "Sign in with Keycloak" }).click();
    await page.getByText("The provider did not sign you in").waitFor();
    expect(await barriers()).toEqual([]);
    await page.goto(`${url}/admin/login?reason=provider-refused`);
    await page.getByText("You may not sign in here").waitFor();
  });
});

/** A provider that describes itself and lets nobody in. */
async function startProvider(): Promise<Server> {
  const server = createServer((request, response) => {
    const issuer = `http://${String(request.headers.host)}`;
    const { pathname, searchParams } = new URL(request.url ?? "/", issuer);
    if (pathname === "/authorize") {
      const back = new URL(searchParams.get("redirect_uri") ?? "");
      back.searchParams.set("error", "access_denied");
      back.searchParams.set("state", searchParams.get("state") ?? "");
      response.writeHead(302, { location: back.href }).end();
      return;
    }
    response.writeHead(200, { "content-type": "application/json" });
    response.end(
      JSON.stringify({
        issuer,
        authorization_endpoint: `${issuer}/authorize`,
        token_endpoint: `${issuer}/token`,
        jwks_uri: `${issuer}/jwks`,
      }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}
