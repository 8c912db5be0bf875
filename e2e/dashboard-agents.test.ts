import { createHash, randomBytes } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { findingsOn, seriousFindings } from "./accessibility.ts";
import { FIRST_USER, type OpenDashboard, openDashboard } from "./dashboard-installation.ts";

/** An agent on this machine that waits for the answer of a browser, as programs on a desktop do. */
async function startAgent() {
  const answers: URLSearchParams[] = [];
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "", "http://127.0.0.1");
    if (pathname === "/callback") answers.push(searchParams);
    response.setHeader("Content-Type", "text/html").end("<!doctype html><title>Agent</title><h1>Thank you</h1>");
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return {
    answers,
    redirectUri: `http://127.0.0.1:${(server.address() as AddressInfo).port}/callback`,
    close: () => server.close(),
  };
}

// On one database: what the pages call is tested on both elsewhere.
describe("agents in the dashboard", () => {
  let dashboard: OpenDashboard;
  let agent: Awaited<ReturnType<typeof startAgent>>;
  beforeAll(async () => {
    [dashboard, agent] = await Promise.all([openDashboard(), startAgent()]);
    const { url } = dashboard.posthorn;
    await dashboard.callAsUser("POST", "/v1/settings", { serviceUrl: url });
  });
  afterAll(async () => {
    agent.close();
    await dashboard.remove();
  });
  afterEach(() => expect(dashboard.browser.troubles.splice(0)).toEqual([]));

  const post = (path: string, body: object) =>
    fetch(`${dashboard.posthorn.url}${path}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    }).then(async (answer) => (await answer.json()) as Record<string, string>);

  /** Calls a tool as an agent does; the status of the answer, and what it says. */
  async function callTool(token: string, name: string): Promise<{ status: number; text: string }> {
    const answer = await fetch(`${dashboard.posthorn.url}/mcp`, {
      method: "POST",
      headers: {
        Authorization: `Bearer ${token}`,
        "Content-Type": "application/json",
        Accept: "application/json, text/event-stream",
      },
      body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/call", params: { name, arguments: {} } }),
    });
    return { status: answer.status, text: await answer.text() };
  }

  it("are let in by two switches, which say what is missing", async () => {
    const { page, open } = dashboard;
    await open("/agents");
    await page.getByRole("heading", { name: "Agents", level: 1 }).waitFor();
    await page.getByRole("link", { name: "Go to the switches" }).click();
    await page.getByRole("switch", { name: "Let agents in" }).click();
    await page.getByRole("switch", { name: "Web connectors may ask" }).click();
    // Whoever leaves before that is saved finds it saved all the same.
    await page.getByRole("tab", { name: "Connect" }).click();
    await page.getByText("Ready", { exact: true }).waitFor();
  });

  it("are given each thing by itself in the form of a token, no further than its scope goes", async () => {
    const { page, open } = dashboard;
    await open("/tokens?scope=mcp&create=true");
    const form = page.getByRole("dialog", { name: "Create a token" });
    await form.getByLabel("Description").fill("Reads templates");
    await form.getByRole("switch", { name: "Custom" }).click();
    await form.getByText("It gets 10 tools.").waitFor();
    expect(await form.getByRole("checkbox", { name: "Read: settings" }).count()).toBe(0);
    for (const name of ["accounts", "mailboxes", "messages", "the outbox", "templates"])
      await form.getByRole("checkbox", { name: `Read: ${name}`, exact: true }).uncheck();
    await form.getByRole("button", { name: "Create the token" }).click();
    await form.getByText("Choose at least one thing").waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await form.getByRole("checkbox", { name: "Read: templates" }).check();
    await form.getByText("It gets 1 tool.").waitFor();
    await form.getByRole("button", { name: "Create the token" }).click();
    const made = page.getByRole("dialog", { name: "Your new token" });
    const token = /\b[0-9a-f]{64}\b/.exec(await made.innerText())?.[0] ?? "";
    expect(await callTool(token, "list_templates")).toMatchObject({ status: 200 });
    await made.getByRole("button", { name: "Copy the value" }).click();
    await made.getByRole("button", { name: "Done" }).click();
    await dashboard.callAsUser("DELETE", `/v1/token/${token}`);
  });

  it("are connected with a token that is shown once, called to account, stopped and revoked", async () => {
    const { page, open } = dashboard;
    await open("/agents?tab=connect");
    // The main fault: nobody would know which agent it is.
    await page.getByRole("button", { name: "Generate a token" }).click();
    await page.getByText("Say which agent it is").waitFor();
    await page.getByRole("textbox", { name: "Label" }).fill("Claude on Ada's laptop");
    await page
      .getByRole("radiogroup", { name: "Email access" })
      .getByRole("radio", { name: "Read", exact: true })
      .click();
    await page.getByText(/It gets \d\d tools/).waitFor();
    await page.getByText("Mail can talk to agents").waitFor();
    await page.getByRole("button", { name: "Generate a token" }).click();
    const made = page.getByRole("dialog", { name: "The token of the agent" });
    const config = JSON.parse(await made.getByRole("region", { name: "Configuration as JSON" }).innerText()) as {
      mcpServers: Record<string, { url: string; headers: { Authorization: string } }>;
    };
    const server = config.mcpServers["claude-on-ada-s-laptop"];
    expect(server?.url).toBe(`${dashboard.posthorn.url}/mcp`);
    const token = server?.headers.Authorization.replace("Bearer ", "") ?? "";
    await made.getByRole("button", { name: "Done" }).click();
    await made.getByRole("button", { name: "Close all the same" }).click();
    expect(await page.content()).not.toContain(token);
    expect(await callTool(token, "list_accounts")).toMatchObject({ status: 200 });
    await callTool(token, "delete_message");

    await page.getByRole("tab", { name: "Calls" }).click();
    const calls = page.getByRole("table", { name: "Calls of tools" });
    await calls.getByText("list_accounts").waitFor({ timeout: 60_000 });
    await page.getByRole("combobox", { name: "Outcome" }).click();
    await page.getByRole("option", { name: "Done" }).click();
    await expect.poll(() => new URL(page.url()).search).toBe("?tab=calls&outcome=ok");
    await calls.getByRole("row").nth(1).waitFor();
    expect(await calls.getByText("Refused").count()).toBe(0);

    await page.getByRole("tab", { name: "Agents" }).click();
    await page.getByRole("button", { name: "Stop Claude on Ada's laptop" }).click();
    await page.getByText("The agent is stopped").waitFor();
    await expect.poll(async () => (await callTool(token, "list_accounts")).status).toBe(403);
    await page.getByRole("button", { name: "Let Claude on Ada's laptop go on" }).click();
    await page.getByText("The agent may go on.").waitFor();
    await expect.poll(async () => (await callTool(token, "list_accounts")).status).toBe(200);
    await page.getByRole("button", { name: "Actions for Claude on Ada's laptop" }).click();
    await page.getByRole("menuitem", { name: "Revoke" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Revoke" }).click();
    await page.getByText("The access is revoked.").waitFor();
    expect((await callTool(token, "list_accounts")).status).toBe(401);
  });

  describe("that ask for access", () => {
    /** The address that an agent leads a browser to, and what it keeps for itself. */
    async function ask(more: Record<string, string> = {}) {
      const { client_id = "" } = await post("/mcp/oauth/register", {
        client_name: "Agent Smith",
        redirect_uris: [agent.redirectUri],
      });
      const verifier = randomBytes(32).toString("base64url");
      const query = new URLSearchParams({
        client_id,
        redirect_uri: agent.redirectUri,
        response_type: "code",
        code_challenge: createHash("sha256").update(verifier).digest("base64url"),
        code_challenge_method: "S256",
        state: "a b+c/1",
        resource: `${dashboard.posthorn.url}/mcp`,
        ...more,
      });
      return { client_id, verifier, url: `${dashboard.posthorn.url}/admin/mcp/authorize?${query}` };
    }

    async function newPage(): Promise<Page> {
      const profile = await dashboard.browser.open({ viewport: { width: 1280, height: 800 } });
      const page = await profile.newPage();
      page.setDefaultTimeout(40_000);
      return page;
    }

    it("get a token that works, from somebody who signs in on the way", async () => {
      const { client_id, verifier, url } = await ask();
      const page = await newPage();
      await page.goto(url);
      await page.getByText("Agent Smith wants to work with this Posthorn.").waitFor();
      expect(await page.getByRole("button", { name: "Approve" }).count()).toBe(0);
      expect(await findingsOn(page)).toEqual([]);
      await page.getByRole("link", { name: "Sign in to approve" }).click();
      await page.getByRole("textbox", { name: "User name" }).fill(FIRST_USER.name);
      await page.getByRole("textbox", { name: "Password" }).fill(FIRST_USER.password);
      await page.getByRole("button", { name: "Sign in" }).click();
      await page.getByText(`The answer goes to ${new URL(agent.redirectUri).host}`).waitFor();
      await page.getByRole("radiogroup", { name: "Instance management" }).getByRole("radio", { name: "None" }).click();
      await page.getByText("Choose a level other than").waitFor();
      expect(await page.getByRole("button", { name: "Approve" }).isDisabled()).toBe(true);
      await page
        .getByRole("radiogroup", { name: "Email access" })
        .getByRole("radio", { name: "Read", exact: true })
        .click();
      expect(await findingsOn(page)).toEqual([]);
      await page.getByRole("button", { name: "Approve" }).click();
      await page.getByRole("heading", { name: "Thank you" }).waitFor();
      const answer = agent.answers.at(-1);
      expect([answer?.get("state"), answer?.get("iss")]).toEqual(["a b+c/1", dashboard.posthorn.url]);
      const { access_token = "", scope } = await post("/mcp/oauth/token", {
        grant_type: "authorization_code",
        client_id,
        redirect_uri: agent.redirectUri,
        code: answer?.get("code") ?? "",
        code_verifier: verifier,
      });
      expect(scope).toBe("mcp");
      expect(await callTool(access_token, "list_accounts")).toMatchObject({ status: 200 });
      await dashboard.open("/agents");
      await dashboard.page.getByText("Asked for by Agent Smith").waitFor();
      // Without a session yet, the page asks who is there.
      dashboard.browser.troubles.length = 0;
    });

    it("are denied without signing in, and are led nowhere with a request that is not in order", async () => {
      const page = await newPage();
      await page.goto((await ask()).url);
      await page.getByRole("button", { name: "Deny" }).click();
      await page.getByRole("heading", { name: "Thank you" }).waitFor();
      expect(agent.answers.at(-1)?.get("error")).toBe("access_denied");
      const count = agent.answers.length;
      await page.goto((await ask({ redirect_uri: "http://127.0.0.1:9/other" })).url);
      await page.getByRole("heading", { name: "This request can’t be answered" }).waitFor();
      await page.getByText('"redirect_uri" is none of those that this client registered').waitFor();
      expect([await page.getByRole("button").count(), agent.answers.length]).toEqual([0, count]);
      dashboard.browser.troubles.length = 0;
    });
  });
});
