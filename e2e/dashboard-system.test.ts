import { makeCertificate } from "@posthorn/fakes/certificate";
import { type ChatService, startChatService } from "@posthorn/fakes/chat-service";
import { freePort } from "@posthorn/fakes/local-server";
import { startWebhookReceiver } from "@posthorn/fakes/webhook-receiver";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { findingsOn } from "./accessibility.ts";
import { type OpenDashboard, openDashboard } from "./dashboard-installation.ts";

interface Browser {
  getComputedStyle(element: unknown): { color: string; backgroundColor: string };
}

// On one database: what the pages call is tested on both elsewhere.
describe("settings and the system in the dashboard", () => {
  let dashboard: OpenDashboard;
  beforeAll(async () => {
    dashboard = await openDashboard({ env: { POSTHORN_SETTINGS: '{"timezone":"Europe/Tallinn"}' } });
  });
  afterAll(() => dashboard.remove());
  afterEach(() => expect(dashboard.browser.troubles.splice(0)).toEqual([]));

  const heading = (name: string) => dashboard.page.getByRole("heading", { name, level: 1 }).waitFor();
  const button = (name: string) => dashboard.page.getByRole("button", { name, exact: true });
  const stored = async (key: string) => (await dashboard.posthorn.call("GET", `/v1/settings?${key}=true`)).body[key];

  describe("settings", () => {
    it("show what would change before it is saved, and count at once", async () => {
      const { page, open } = dashboard;
      await open("/settings/sending");
      await heading("Settings");
      await page.getByRole("textbox", { name: "Attempts to send a message" }).fill("7");
      await page.getByRole("switch", { name: "Refuse unknown gateways" }).click();
      const bar = page.getByRole("region", { name: "2 changes to be saved" });
      await bar.getByRole("button", { name: "Show what changes" }).click();
      expect(await bar.getByRole("row").allInnerTexts()).toEqual(
        expect.arrayContaining([expect.stringMatching(/Attempts to send a message\s+10\s+7/)]),
      );
      await bar.getByRole("button", { name: "Save" }).click();
      await page.getByText("The settings are saved.").waitFor();
      expect([await stored("deliveryAttempts"), await stored("strictGateways")]).toEqual([7, true]);
    });

    it("name the field that the server refuses, and lose nothing", async () => {
      const { page, open } = dashboard;
      await open("/settings/general");
      await page.getByRole("textbox", { name: "Address of this service" }).fill("no address");
      await button("Save").click();
      await page.getByRole("alert").first().waitFor();
      expect(await page.getByRole("textbox", { name: "Address of this service" }).inputValue()).toBe("no address");
      expect(await page.getByRole("textbox", { name: "Address of this service" }).getAttribute("aria-invalid")).toBe(
        "true",
      );
      await page.getByRole("link", { name: "Queues" }).click();
      await page.getByRole("dialog", { name: "Leave without saving?" }).getByRole("button", { name: "Cancel" }).click();
      await button("Discard").click();
      expect(await page.getByRole("textbox", { name: "Address of this service" }).inputValue()).not.toBe("no address");
    });

    it("are found by a word, and reset to what they were", async () => {
      const { page, open } = dashboard;
      await open("/settings");
      await page.getByRole("searchbox").fill("attempts to send");
      await page.getByRole("button", { name: "Reset: Attempts to send a message" }).click();
      expect(page.url()).toContain("query=");
      await button("Save").click();
      await page.getByText("The settings are saved.").first().waitFor();
      await expect.poll(() => stored("deliveryAttempts")).toBe(null);
    });

    it("never show a secret again", async () => {
      const { page, open } = dashboard;
      await open("/settings/smtpServer");
      const field = page.getByRole("textbox", { name: "Password for all accounts" });
      await field.fill("a password for all");
      await button("Save").click();
      await page.getByText("The settings are saved.").first().waitFor();
      await page.reload();
      await expect.poll(() => field.getAttribute("placeholder")).toContain("A value is set");
      expect(await page.content()).not.toContain("a password for all");
    });

    it("tell whether the port that they open listens, as it happens", async () => {
      const { page, open, callAsUser } = dashboard;
      await open("/settings/smtpServer");
      const state = (text: string) =>
        page.getByRole("status").filter({ hasText: "Right now" }).filter({ hasText: text }).waitFor();
      await state("Switched off");
      await callAsUser("POST", "/v1/settings", {
        smtpServerEnabled: true,
        smtpServerHost: "127.0.0.1",
        smtpServerPort: await freePort(),
      });
      await state("Listening");
      await callAsUser("POST", "/v1/settings", { smtpServerEnabled: null, smtpServerHost: null, smtpServerPort: null });
      await state("Switched off");
    });

    it("have a history, and are set back to what they were", async () => {
      const { page, open } = dashboard;
      await open("/settings");
      await button("History").click();
      expect(new URL(page.url()).search).toBe("?history=true");
      const history = page.getByRole("dialog", { name: "History of the settings" });
      const entry = (setting: string) => history.getByRole("article").filter({ hasText: setting });
      await entry("Refuse unknown gateways").waitFor();
      expect(await entry("Refuse unknown gateways").getByRole("row").allInnerTexts()).toEqual(
        expect.arrayContaining([expect.stringMatching(/Attempts to send a message\s+10\s+7/)]),
      );
      expect(await entry("Password for all accounts").getByRole("button").count()).toBe(0);
      await entry("Refuse unknown gateways").getByRole("button", { name: "Set back" }).click();
      // The attempts were reset since.
      const bar = page.getByRole("region", { name: "1 change to be saved" });
      await bar.getByRole("button", { name: "Save" }).click();
      await expect.poll(() => stored("strictGateways")).toBe(null);
      expect(await stored("deliveryAttempts")).toBe(null);
    });

    it("have the default address of webhooks in their history, also where it was set on its own page", async () => {
      const { page, open, callAsUser } = dashboard;
      const endpoint = "/v1/webhooks/endpoint/default";
      await callAsUser("PUT", endpoint, { targetUrl: "https://old.example.com/hook" });
      await callAsUser("PUT", endpoint, { targetUrl: "https://new.example.com/hook" });
      await open("/settings/webhooks?history=true");
      const entry = page.getByRole("dialog").getByRole("article").first();
      await entry.getByText("https://new.example.com/hook").waitFor();
      await entry.getByRole("button", { name: "Set back" }).click();
      await page.getByRole("region", { name: "1 change to be saved" }).getByRole("button", { name: "Save" }).click();
      await expect.poll(() => stored("webhooks")).toBe("https://old.example.com/hook");
      await callAsUser("POST", "/v1/settings", { webhooks: null });
    });
  });

  it("says what the configuration decides, and leaves that alone", async () => {
    const { page, open } = dashboard;
    await open("/settings/security");
    await page.getByRole("heading", { name: "Decided where Posthorn is started" }).waitFor();
    await page.getByText("Refused", { exact: true }).waitFor();
    await page.getByText("systemctl restart posthorn").waitFor();
    await open("/settings/general");
    expect(await page.getByRole("textbox", { name: "Address for notifications of providers" }).isEditable()).toBe(true);
    await page.locator("#timezone").getByText("POSTHORN_SETTINGS").waitFor();
  });

  it("finds the addresses of the machine, to be ticked, added and removed", async () => {
    const { page, open } = dashboard;
    await open("/settings/network");
    const addresses = page.locator("#localAddresses");
    await addresses.getByText("which answered").waitFor();
    const other = addresses.getByRole("textbox", { name: "Another address" });
    await other.fill("nowhere");
    await addresses.getByRole("button", { name: "Add" }).click();
    await addresses.getByText("This is no IP address").waitFor();
    await other.fill("203.0.113.9");
    await addresses.getByRole("button", { name: "Add" }).click();
    await button("Save").click();
    await expect.poll(() => stored("localAddresses")).toEqual(["203.0.113.9"]);
    await addresses.getByRole("button", { name: "Look again" }).click();
    await addresses.getByText("This machine does not have it").waitFor();
    await addresses.getByRole("button", { name: "Remove 203.0.113.9" }).click();
    await button("Save").click();
    await expect.poll(() => stored("localAddresses")).toEqual([]);
  });

  it("shows pages for end users with what is not saved, and runs nothing of it", async () => {
    const { page, open } = dashboard;
    await open("/settings/branding");
    await page.getByRole("textbox", { name: "Name on the pages" }).fill("Acme & Co");
    const frame = page.frameLocator("iframe[title=Preview]");
    await frame.getByText("Acme & Co").waitFor();
    await frame.getByRole("heading", { name: "Sign in to your mailbox", includeHidden: true }).waitFor();
    const editor = page.locator("#templateHtmlHead .cm-content");
    await editor.fill("<style>h1 { color: rgb(1, 2, 3) }</style><script>document.title = 'run'</script>");
    const styleOf = (selector: string) =>
      frame.locator(selector).evaluate((element) => {
        // In the browser.
        const { color, backgroundColor } = (globalThis as unknown as Browser).getComputedStyle(element);
        return { color, backgroundColor };
      });
    await expect.poll(() => styleOf("h1")).toMatchObject({ color: "rgb(1, 2, 3)" });
    await page.getByText("Dark", { exact: true }).click();
    await page.getByRole("combobox", { name: "Page" }).click();
    await page.getByRole("option", { name: "Leave a list: the question" }).click();
    await frame.getByText("ada@example.com").waitFor();
    await expect.poll(() => styleOf("html")).toMatchObject({ backgroundColor: "rgb(20, 27, 30)" });
    await button("Discard").click();
    await expect.poll(() => styleOf("h1")).not.toMatchObject({ color: "rgb(1, 2, 3)" });
  });

  it("tells of the certificate of a mail server, and how programs reach it", async () => {
    const { page, open } = dashboard;
    await open("/settings/smtpServer");
    await page.getByText("Signed by itself").waitFor();
    await page.getByRole("region", { name: "Try it" }).getByText("--mail-from").waitFor();
  });

  it("drops all that waits in a queue after saying what is lost, and forgets what failed", async () => {
    const { page, open, posthorn } = dashboard;
    const account = "queued";
    const nowhere = { host: "127.0.0.1", port: 1, secure: false, auth: { user: "ada", pass: "x" } };
    await posthorn.call("POST", "/v1/account", { account, name: "Ada", email: "ada@example.com", smtp: nowhere });
    for (let i = 0; i < 2; i++)
      await posthorn.call("POST", `/v1/account/${account}/submit`, {
        to: { address: "bob@example.com" },
        text: "x",
        sendAt: "2099-01-01",
      });
    await open("/queues");
    const sending = page.locator("section").filter({ has: page.getByRole("heading", { name: "Sending" }) });
    await sending.getByRole("link", { name: /Put off\s*2/ }).waitFor();
    await sending.getByRole("button", { name: "More for “Sending”" }).click();
    await page.getByRole("menuitem", { name: "Drop all that waits" }).click();
    const dialog = page.getByRole("dialog", { name: "Sending: Drop all that waits" });
    await dialog.getByText("it is never sent").waitFor();
    await dialog.getByRole("button", { name: "Drop all that waits" }).click();
    await page.getByText("Done: 2 in all.").waitFor();
    await sending.getByRole("link", { name: /Put off\s*0/ }).waitFor();
    await open("/settings/retention");
    await button("Forget what failed").click();
    await page.getByRole("dialog", { name: "Forget what failed" }).getByRole("button", { name: "Forget" }).click();
    await page.getByText("There were none.").waitFor();
    await posthorn.call("DELETE", `/v1/account/${account}`);
  });

  it("has settings with tables, frames and examples that everyone can use, on a phone too", async () => {
    const { page, open } = dashboard;
    for (const group of ["network", "branding", "security", "retention", "imapProxy"]) {
      await open(`/settings/${group}`);
      await page.locator("main section >> nth=0").waitFor();
      await page.locator('[aria-busy="true"]').first().waitFor({ state: "detached" });
      expect(await findingsOn(page)).toEqual([]);
    }
  });

  it("pauses a queue after asking, says so on Home, and lets it go on", async () => {
    const { page, open } = dashboard;
    await open("/queues");
    await heading("Queues");
    await button("Pause").first().click();
    await page.getByRole("dialog", { name: "Pause “Sending”?" }).getByRole("button", { name: "Pause" }).click();
    await page.getByText("The queue is paused.").waitFor();
    await page.getByRole("link", { name: "Home" }).click();
    const queues = page.locator("section").filter({ has: page.getByRole("heading", { name: "Queues", exact: true }) });
    await queues.getByRole("link", { name: "Details" }).click();
    await heading("Queues");
    await page.getByRole("link", { name: "Home" }).click();
    await page.getByRole("link", { name: /Sending is paused/ }).click();
    await heading("Queues");
    await button("Go on").click();
    await page.getByText("The queue goes on.").waitFor();
  });

  it("makes an alert from a suggestion, which fires for an account that can't log in and reaches its receiver", async () => {
    const { page, open, posthorn } = dashboard;
    const receiver = await startWebhookReceiver();
    try {
      const nowhere = { host: "127.0.0.1", port: 1, secure: false, auth: { user: "ada", pass: "wrong" } };
      await posthorn.call("POST", "/v1/account", {
        account: "ada",
        name: "Ada",
        email: "ada@example.com",
        imap: nowhere,
      });
      const stateOf = async () => (await posthorn.call("GET", "/v1/account/ada")).body["state"];
      await expect.poll(stateOf, { timeout: 30_000 }).toBe("connectError");
      await open("/alerts");
      await heading("Alerts");
      await page.getByRole("link", { name: "An account can't be connected to" }).click();
      await heading("Add a rule");
      await page.getByRole("textbox", { name: "For at least (minutes)" }).fill("0");
      await button("Add the rule").click();
      await page.getByText("This is needed").first().waitFor();
      await page.getByRole("combobox", { name: "How" }).click();
      await page.getByRole("option", { name: "Webhook" }).click();
      await page.getByRole("textbox", { name: "Address" }).fill(`${receiver.url}/ops`);
      await button("Add the rule").click();
      const secret = page.getByRole("dialog", { name: "The signing secret" });
      await secret.getByRole("button", { name: "Done" }).click();
      await secret.getByRole("button", { name: "Close all the same" }).click();
      await heading("An account can't be connected to");
      const [request] = await receiver.waitFor((received) => received.length > 0, 30_000);
      expect(request?.json).toMatchObject({ kind: "firing", value: 1 });
      await page.reload();
      await page.getByText("Firing").waitFor();
      await page.getByText(/ada, since /).waitFor();
      // The main fault: nobody is there to be told.
      receiver.script({ status: 500 });
      await button("Send a test").click();
      await page.getByText("The test did not arrive").waitFor();
      await page.getByText("The receiver answered 500").waitFor();
      await button("Delete").click();
      await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
      await page.getByText("The rule is deleted.").waitFor();
    } finally {
      await posthorn.call("DELETE", "/v1/account/ada");
      await receiver.close();
    }
  });

  it("tells of the node that answers, and of what runs here", async () => {
    const { page, open } = dashboard;
    await open("/nodes");
    await heading("Nodes");
    await page.getByRole("cell", { name: /answers you/ }).waitFor();
    await page.getByRole("link", { name: "About" }).click();
    await heading("About");
    await page.getByText(/SQLite 3/).waitFor();
  });

  describe("the language model", () => {
    let model: ChatService;
    beforeAll(async () => {
      model = await startChatService();
    });
    afterAll(() => model.close());

    it("says what to do where none is set up, then tries a prompt, keeps the mail and takes the prompt over", async () => {
      const { page, posthorn, open } = dashboard;
      await open("/ai");
      await heading("AI");
      await page.getByText("No language model is set up.").waitFor();
      await posthorn.call("POST", "/v1/settings", { openAiAPIUrl: model.url, openAiModel: "small" });
      model.answer({ summary: "Lena asks for an offer.", riskAssessment: { risk: 2 } });

      await open("/ai?tab=bench");
      await page.getByText("Typed", { exact: true }).click();
      await page.getByRole("textbox", { name: "Subject" }).fill("Offer");
      await page.getByRole("textbox", { name: "Text", exact: true }).fill("Could you make us an offer?");
      await button("Try it").click();
      await page.getByText("2 of 5").waitFor();
      await page.getByText("small · 120 tokens read, 30 written", { exact: false }).waitFor();
      await button("Keep as a sample").click();
      await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
      await page.getByText("The sample is saved.").waitFor();
      expect(page.url()).toContain("sample=");

      const prompt = page.getByRole("textbox", { name: "Prompt" });
      await prompt.fill("Describe the email.");
      await button("Run on all saved samples (1)").click();
      await page.getByRole("cell", { name: "Lena asks for an offer." }).waitFor();
      expect(model.calls.at(-1)?.body.messages?.[0]?.content).toMatch(/^Describe the email\./);
      await button("Use this prompt").click();
      const dialog = page.getByRole("dialog", { name: "Use this prompt for new mail?" });
      await dialog.getByText("Describe the email.").waitFor();
      await dialog.getByRole("button", { name: "Save to the settings" }).click();
      await page.getByText("The settings are saved.").first().waitFor();
      expect(await stored("openAiPrompt")).toBe("Describe the email.");
    });

    it("tries which messages it looks at, and says whether the mail passes", async () => {
      const { page, open } = dashboard;
      await open("/ai?tab=bench");
      await page.getByText("Typed", { exact: true }).click();
      await page.getByRole("textbox", { name: "Subject" }).fill("Offer");
      await page.getByRole("textbox", { name: "Text", exact: true }).fill("Could you make us an offer?");
      const asked = model.calls.length;
      async function choose(source: string): Promise<void> {
        await page.getByRole("textbox", { name: "Which messages it looks at" }).click();
        await page.keyboard.press("ControlOrMeta+a");
        await page.keyboard.press("Delete");
        await page.keyboard.insertText(source);
      }
      await choose('return payload.subject !== "Offer";');
      await button("Try it").click();
      await page.getByText("holds this one back, so the model is not asked").waitFor();
      expect(model.calls).toHaveLength(asked);
      await choose('return payload.subject === "Offer";');
      await button("Try it").click();
      await page.getByText("The function that chooses messages lets this one pass.").waitFor();
      await page.getByText("2 of 5").waitFor();
      expect(model.calls).toHaveLength(asked + 1);
      await button("Use this prompt").click();
      const dialog = page.getByRole("dialog", { name: "Use this prompt for new mail?" });
      await dialog.getByText('return payload.subject === "Offer";').waitFor();
      await dialog.getByRole("button", { name: "Save to the settings" }).click();
      await expect.poll(() => stored("openAiPreProcessingFn")).toBe('return payload.subject === "Offer";');
    });

    it("tells how many tokens were used", async () => {
      const { page, open } = dashboard;
      await open("/ai");
      await page.getByRole("row").filter({ hasText: "small" }).getByText("360").waitFor();
      await page.getByText("Trials without an account").waitFor();
    });
  });

  it("takes a certificate with its key, refuses what is none, and deletes it", async () => {
    const { page, open } = dashboard;
    const { cert, key } = makeCertificate(["mail.example.com"]);
    await open("/certificates");
    await heading("TLS certificates");
    const pem = page.getByRole("textbox", { name: "Certificate and those in between, in PEM" });
    const secret = page.getByRole("textbox", { name: "Private key, in PEM" });
    await pem.fill("nothing of the kind");
    await secret.fill(key);
    await button("Upload").click();
    await page.getByRole("alert").or(page.locator("[aria-invalid=true]")).first().waitFor();
    await pem.fill(cert);
    await button("Upload").click();
    await page.getByText("The certificate is stored, its key encrypted.").waitFor();
    expect(await secret.inputValue()).toBe("");
    await page.getByRole("row").filter({ hasText: "mail.example.com" }).getByRole("button").click();
    await page.getByRole("menuitem", { name: "Delete" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
    await page.getByText("The certificate is deleted.").waitFor();
  });

  it("leads anywhere by the command palette, and tells what the keys do", async () => {
    const { page, open, callAsUser, posthorn } = dashboard;
    await open("/about");
    await page.getByText("ImapFlow").waitFor();
    const { build } = (await posthorn.call<{ build?: object }>("GET", "/v1/stats")).body;
    expect(await page.getByText("Build", { exact: true }).count()).toBe(build === undefined ? 0 : 1);
    await heading("About");
    await page.keyboard.press("Control+k");
    await page.getByPlaceholder("A page, an account, something to do").fill("certif");
    await page.keyboard.press("Enter");
    await heading("TLS certificates");
    await page.keyboard.press("Control+k");
    await page.getByPlaceholder("A page, an account, something to do").fill("attempts to send");
    await page.getByRole("button", { name: "Look for “attempts to send” in the settings" }).click();
    await page.getByRole("textbox", { name: "Attempts to send a message" }).waitFor();
    await callAsUser("POST", "/v1/token", { description: "Found by its purpose", scopes: ["metrics"] });
    await callAsUser("POST", "/v1/webhooks/endpoint", {
      name: "A found endpoint",
      enabled: false,
      targetUrl: "https://crm.example.com/",
    });
    await page.keyboard.press("Control+k");
    await page.getByPlaceholder("A page, an account, something to do").fill("found");
    await page.getByRole("button", { name: "A found endpoint" }).waitFor();
    await page.getByRole("button", { name: "Found by its purpose" }).click();
    await heading("Found by its purpose");
    await page.keyboard.press("Shift+?");
    await page.getByRole("dialog", { name: "Keyboard" }).waitFor();
    await page.keyboard.press("Escape");
  });

  it("speaks the language of the browser", async () => {
    const { browser, posthorn, page } = dashboard;
    const profile = await browser.open({ locale: "ja", storageState: await page.context().storageState() });
    const shown = await profile.newPage();
    await shown.goto(`${posthorn.url}/admin/settings`);
    await shown.getByRole("heading", { name: "設定", level: 1 }).waitFor();
    expect(await shown.locator("html").getAttribute("lang")).toBe("ja");
    await profile.close();
  });

  it("speaks any language that is offered where somebody chooses it, from then on", async () => {
    const { page, open } = dashboard;
    await open("/settings");
    for (const [language, name, title] of [
      ["et", "Eesti", "Seaded"],
      ["fr", "Français", "Paramètres"],
      ["ja", "日本語", "設定"],
      ["nl", "Nederlands", "Instellingen"],
      ["pl", "Polski", "Ustawienia"],
      ["de", "Deutsch", "Einstellungen"],
    ] as const) {
      await page.getByRole("button", { name: /^(Language|Keel|Langue|言語|Taal|Język|Sprache)$/ }).click();
      await page.getByRole("menuitemradio", { name }).click();
      await heading(title);
      await page.locator(`html[lang=${language}]`).waitFor();
    }
    await open("/queues");
    await page.locator("html[lang=de]").waitFor();
  });
});
