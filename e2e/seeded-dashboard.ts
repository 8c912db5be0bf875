import { type Dovecot, startDovecot } from "@posthorn/fakes/dovecot";
import { type SmtpSink, startSmtpSink } from "@posthorn/fakes/smtp-sink";
import { type McpLevels, mcpAccessOf } from "@posthorn/contracts/mcp-levels";
import { startWebhookReceiver, type WebhookReceiver } from "@posthorn/fakes/webhook-receiver";
import type { BrowserContextOptions } from "playwright-core";
import { type OpenDashboard, openDashboard } from "./dashboard-installation.ts";
import { imapAccount, mail } from "./mail.ts";

/** A dashboard with something on every page: accounts that work and that fail, mail, webhooks, templates and the like. */
export interface SeededDashboard extends OpenDashboard {
  readonly dovecot: Dovecot;
  readonly smtp: SmtpSink;
  readonly receiver: WebhookReceiver;
  /** Addresses below `/admin` of every page there is, with what it is about filled in, by a name for people. */
  readonly pages: Readonly<Record<string, string>>;
  /** The address below `/admin` where an agent asks for access; it leads to a host on the web. */
  readonly consent: string;
}

/** Somebody who may look at everything and change nothing. */
export const VIEWER = { name: "Vera", password: "only here to look" } as const;

/** A letter with a picture from elsewhere, a link and an attachment. */
const LETTER = [
  "From: Mara Lind <mara@example.com>",
  "To: Ada Ray <ada@example.org>",
  "Cc: Bo Berg <bo@example.org>",
  "Subject: Plans for the harbour office",
  "Message-ID: <plans@example.com>",
  "Date: Tue, 24 Nov 2026 09:12:00 +0000",
  "MIME-Version: 1.0",
  'Content-Type: multipart/mixed; boundary="m"',
  "",
  "--m",
  "Content-Type: text/html; charset=utf-8",
  "",
  "<h2>Plans for the harbour office</h2>",
  "<p>Dear Ada,</p><p>the <b>drawings</b> are attached. Have a look at",
  '<a href="https://plans.example.com/harbour">the plans online</a>, too.</p>',
  '<p><img src="https://pictures.example.com/harbour.png" alt="The harbour" width="240"></p>',
  "<p>Kind regards<br>Mara</p>",
  "--m",
  'Content-Type: text/plain; name="notes.txt"',
  'Content-Disposition: attachment; filename="notes.txt"',
  "",
  "Third floor: 120 square metres.",
  "--m--",
  "",
].join("\r\n");

/** What the picture's server would answer, were there one. */
const HARBOUR =
  '<svg xmlns="http://www.w3.org/2000/svg" width="240" height="80"><rect width="240" height="80" fill="#7aa6c2"/>' +
  '<rect y="50" width="240" height="30" fill="#2f5d7c"/></svg>';

/** Where a service on the web waits for the answer of a browser. */
const CALLBACK = "https://claude.ai/api/mcp/auth_callback";

const SUBJECTS = [
  "Invoice 2026-118",
  "Re: Friday's meeting",
  "Your order has shipped",
  "Draft of the contract",
  "Question about the offer",
  "Minutes of the board meeting",
];

export async function openSeededDashboard(context: BrowserContextOptions = {}): Promise<SeededDashboard> {
  const [dashboard, dovecot, smtp, receiver] = await Promise.all([
    openDashboard({ context }),
    startDovecot(),
    startSmtpSink(),
    startWebhookReceiver(),
  ]);
  const { posthorn } = dashboard;
  const call = async (method: string, path: string, body?: unknown) => {
    const answer = await posthorn.call(method, path, body);
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  await dashboard.page
    .context()
    .route("https://pictures.example.com/**", (route) =>
      route.fulfill({ contentType: "image/svg+xml", body: HARBOUR }),
    );
  receiver.script({ matches: ({ url }) => url.startsWith("/down"), status: 500, body: "The database is away" });

  await dovecot.deliver("ada", LETTER);
  for (const [at, subject] of SUBJECTS.entries())
    await dovecot.deliver("ada", mail({ subject, messageId: `<seed-${at}@example.com>` }));
  await call("POST", "/v1/settings", {
    serviceUrl: posthorn.url,
    webhooks: `${receiver.url}/hooks`,
    webhooksEnabled: true,
    webhookEvents: ["*"],
    tokenAuditLog: true,
    mcpEnabled: true,
    mcpOAuthEnabled: true,
  });
  await call("POST", "/v1/account", imapAccount(dovecot, "ada", smtp));
  await call("POST", "/v1/account", { ...imapAccount(dovecot, "bo", smtp), name: "Bo Berg" });
  const wrong = imapAccount(dovecot, "cleo", smtp);
  await call("POST", "/v1/account", {
    ...wrong,
    name: "Cleo Marsh",
    imap: { ...wrong.imap, auth: { user: "cleo", pass: "wrong" } },
  });
  const { id: endpoint } = await call("POST", "/v1/webhooks/endpoint", {
    name: "CRM",
    description: "New mail of customers",
    targetUrl: `${receiver.url}/crm`,
    enabled: true,
    fn: 'return payload.event === "messageNew";',
  });
  await call("POST", "/v1/webhooks/endpoint", {
    name: "Old warehouse",
    targetUrl: `${receiver.url}/down`,
    enabled: true,
  });
  const { gateway } = await call("POST", "/v1/gateway", {
    gateway: "relay",
    name: "Office relay",
    host: smtp.host,
    port: smtp.port,
    requireTLS: false,
  });
  const { id: template } = await call("POST", "/v1/templates/template", {
    account: null,
    name: "Welcome",
    description: "To new customers",
    format: "html",
    content: {
      subject: "Welcome, {{params.name}}",
      html: "<h1>Welcome, {{params.name}}</h1><p>We are glad that you are here.</p>",
      text: "Welcome, {{params.name}}. We are glad that you are here.",
      previewText: "We are glad that you are here",
    },
  });
  await call("POST", "/v1/blocklist/news.example.org", {
    account: "ada",
    recipient: "left@example.net",
    reason: "block",
  });
  const { id: app } = await call("POST", "/v1/oauth2", {
    name: "Outlook for customers",
    provider: "outlook",
    description: "Delegated access",
    title: "Sign in with Microsoft",
    enabled: true,
    clientId: "00000000-1111-2222-3333-444444444444",
    clientSecret: "a secret that nobody reads",
    authority: "common",
    redirectUrl: `${posthorn.url}/oauth`,
    baseScopes: "api",
  });
  const { id: alert } = await call("POST", "/v1/alert-rules", {
    name: "An account is down",
    when: { accountDown: { minutes: 0 } },
    target: { webhook: { url: `${receiver.url}/alerts` } },
  });
  const submit = (body: object) => call("POST", "/v1/account/ada/submit", body);
  await submit({ to: { address: "sent@example.net" }, subject: "Thank you for your order", text: "It is on its way." });
  const { queueId } = await submit({
    to: [{ name: "Nora", address: "nora@example.net" }],
    subject: "See you on Monday",
    text: "At ten.",
    sendAt: new Date(Date.now() + 3 * 86_400_000).toISOString(),
  });
  const { id: token } = await call("POST", "/v1/tokens", {
    description: "The shop",
    scopes: ["api"],
    permissions: { actions: ["read"], groups: ["message"] },
  });
  await call("POST", "/v1/ai/samples", {
    name: "An offer",
    content: { subject: "Offer until Friday?", from: { address: "lena@example.com" }, text: "20 chairs, please." },
  });
  const { token: agent } = await call("POST", "/v1/tokens", {
    description: "Claude on Ada's laptop",
    ...levels({ manage: "observe", mail: "read" }),
  });
  await call("POST", "/v1/tokens", {
    description: "Sorting of invoices",
    account: "ada",
    ...levels({ manage: "none", mail: "mail" }),
  });
  for (const [name, given] of [
    ["list_accounts", {}],
    ["list_messages", { account: "ada", path: "INBOX" }],
    ["get_account", { account: "nobody" }],
    ["delete_message", { account: "ada", message: "AAAAAQAAAAE" }],
  ] as const)
    await posthorn.call(
      "POST",
      "/mcp",
      { jsonrpc: "2.0", id: 1, method: "tools/call", params: { name, arguments: given } },
      { token: String(agent), headers: { Accept: "application/json, text/event-stream" } },
    );
  const { client_id: client } = await call("POST", "/mcp/oauth/register", {
    client_name: "Claude",
    redirect_uris: [CALLBACK],
  });
  const viewer = await dashboard.callAsUser<{ user: { id: string } }>("POST", "/v1/users", {
    ...VIEWER,
    role: "viewer",
  });

  await dashboard.callAsUser("POST", "/v1/settings", { pageBrandName: "Harbour Post", maxRecipients: 500 });
  const changed = await dashboard.callAsUser<{ entries: { id: string }[] }>("GET", "/v1/admin-log?path=/v1/settings");

  await untilTold(receiver);
  const first = async (path: string, list: string) => {
    const entries = (await call("GET", path))[list] as { id: string; subject?: string }[];
    return (entries.find(({ subject }) => subject?.startsWith("Plans")) ?? entries[0])?.id ?? "";
  };
  const [letter, delivery, event] = await Promise.all([
    first("/v1/account/ada/messages?path=INBOX", "messages"),
    first("/v1/webhooks/deliveries", "deliveries"),
    first("/v1/events", "events"),
  ]);
  return {
    ...dashboard,
    dovecot,
    smtp,
    receiver,
    pages: {
      home: "/",
      accounts: "/accounts",
      account: "/accounts/ada",
      "account-that-fails": "/accounts/cleo",
      "account-edit": "/accounts/ada/edit",
      "account-browse": "/accounts/ada/browse",
      message: `/accounts/ada/browse?path=INBOX&message=${letter}`,
      "add-account": "/add-account",
      "add-accounts": "/add-account?way=file",
      outbox: "/outbox",
      "outbox-entry": `/outbox/${String(queueId)}`,
      webhooks: "/webhooks",
      "webhooks-new": "/webhooks/new",
      webhook: `/webhooks/${String(endpoint)}`,
      "webhooks-default": "/webhooks/default",
      "webhooks-deliveries": "/webhooks/deliveries",
      "webhooks-delivery": `/webhooks/deliveries/${delivery}`,
      events: "/events",
      event: `/events/${event}`,
      gateways: "/gateways",
      "gateways-new": "/gateways/new",
      gateway: `/gateways/${String(gateway)}`,
      "suppression-lists": "/suppression-lists",
      "suppression-list": "/suppression-lists/news.example.org",
      templates: "/templates",
      "templates-new": "/templates/new",
      template: `/templates/${String(template)}`,
      applications: "/applications",
      "add-application": "/add-application",
      application: `/applications/${String(app)}`,
      "application-edit": `/applications/${String(app)}/edit`,
      ai: "/ai",
      "ai-bench": "/ai?tab=bench",
      agents: "/agents",
      "agents-calls": "/agents?tab=calls",
      "agents-connect": "/agents?tab=connect",
      "agents-tools": "/agents?tab=tools",
      "agents-settings": "/agents?tab=settings",
      tokens: "/tokens",
      token: `/tokens/${String(token)}`,
      alerts: "/alerts",
      "alerts-new": "/alerts/new?kind=failureRate",
      alert: `/alerts/${String(alert)}`,
      queues: "/queues",
      nodes: "/nodes",
      certificates: "/certificates",
      about: "/about",
      users: "/users",
      user: `/users/${viewer.user.id}`,
      "admin-log": "/admin-log",
      "admin-log-entry": `/admin-log?entry=${changed.entries[0]?.id ?? ""}`,
      settings: "/settings",
      "settings-history": "/settings?history=true",
      "your-password": "/account/password",
      "your-sessions": "/account/sessions",
      "your-security": "/account/security",
    },
    consent: `/mcp/authorize?${new URLSearchParams({
      client_id: String(client),
      redirect_uri: CALLBACK,
      response_type: "code",
      code_challenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
      code_challenge_method: "S256",
      state: "kept",
    })}`,
    async remove() {
      await dashboard.remove();
      await Promise.all([dovecot.stop(), smtp.close(), receiver.close()]);
    },
  };
}

/** What a token for agents opens, by levels. */
function levels(chosen: McpLevels) {
  const { scopes, grants } = mcpAccessOf(chosen);
  return { scopes, permissions: { grants } };
}

/** Waits until the first account was seen to the end, and its events were told. */
async function untilTold(receiver: WebhookReceiver): Promise<void> {
  await receiver.waitFor(
    (received) =>
      received.filter(({ json }) => (json as { event?: string }).event === "accountInitialized").length >= 2,
    30_000,
  );
}
