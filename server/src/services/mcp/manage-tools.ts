import * as accounts from "@posthorn/contracts/accounts";
import * as authenticationForm from "@posthorn/contracts/authentication-form";
import * as autoconfig from "@posthorn/contracts/autoconfig";
import * as blocklists from "@posthorn/contracts/blocklists";
import * as gateways from "@posthorn/contracts/gateways";
import * as license from "@posthorn/contracts/license";
import * as logs from "@posthorn/contracts/logs";
import * as oauth2Apps from "@posthorn/contracts/oauth2-apps";
import * as outbox from "@posthorn/contracts/outbox";
import * as settings from "@posthorn/contracts/settings";
import * as stats from "@posthorn/contracts/stats";
import * as templates from "@posthorn/contracts/templates";
import * as tokens from "@posthorn/contracts/tokens";
import * as webhookEndpoints from "@posthorn/contracts/webhook-endpoints";
import * as webhooks from "@posthorn/contracts/webhooks";
import type { Tool } from "./tool.ts";

const PAGED = ["page", "pageSize"];

/** Settings that a narrowed token may see and change. */
const OPEN_SETTINGS = settings.SETTING_KEYS.filter((key) => !settings.SETTINGS[key].privileged);

/** What an account can be told, but for where its connections go through. */
const ACCOUNT_FIELDS = [
  "name",
  "email",
  "path",
  "subconnections",
  "webhooks",
  "copy",
  "syncFrom",
  "notifyFrom",
  "locale",
  "tz",
  "logs",
  "expectedEmail",
  "imap",
  "smtp",
  "oauth2",
];

/** Tools that look after the instance. */
export const MANAGE_TOOLS: readonly Tool[] = [
  {
    name: "create_account",
    title: "Add an email account",
    description:
      "Add an account with the credentials of its mailbox. Where you have none, create_account_setup_link asks its owner for them.",
    scope: "mcp-manage",
    contract: accounts.createAccount,
    body: ["account", ...ACCOUNT_FIELDS, "imapIndexer"],
  },
  {
    name: "update_account",
    title: "Change an email account",
    description: "Change an account. What is left out stays as it is.",
    scope: "mcp-manage",
    contract: accounts.updateAccount,
    body: ACCOUNT_FIELDS,
  },
  {
    name: "delete_account",
    title: "Remove an email account",
    description: "Remove an account from this service, with its tokens. Its mail stays at its provider.",
    scope: "mcp-manage",
    contract: accounts.deleteAccount,
  },
  {
    name: "reconnect_account",
    title: "Connect an account anew",
    description: "Close the connections of an account and open them again.",
    scope: "mcp-manage",
    contract: accounts.reconnectAccount,
    forced: { body: { reconnect: true } },
  },
  {
    name: "sync_account",
    title: "Look for changes of an account",
    description: "Look for new mail and other changes of an account now.",
    scope: "mcp-manage",
    contract: accounts.syncAccount,
    forced: { body: { sync: true } },
  },
  {
    name: "create_account_setup_link",
    title: "Make a link to add an account",
    description:
      "Make a link to a page on which the owner of a mailbox adds it, or signs in to it again. Their credentials are not shown to you. `redirectUrl` is where the page leads in the end.",
    scope: "mcp-manage",
    contract: authenticationForm.requestAuthenticationForm,
    body: ["account", "name", "email", "expectedEmail", "redirectUrl", "type"],
  },
  {
    name: "verify_account_settings",
    title: "Try connections of an account",
    description: "Connect to an IMAP and an SMTP server with given credentials and tell what happens. Nothing is kept.",
    scope: "mcp-manage",
    contract: accounts.verifyAccount,
    body: ["mailboxes", "imap", "smtp"],
    isOpenWorld: true,
  },
  {
    name: "autodiscover_settings",
    title: "Find the servers of an address",
    description: "Find the IMAP and SMTP servers of an email address, as its domain and its provider publish them.",
    scope: "mcp-manage",
    contract: autoconfig.getAutoconfig,
    query: ["email"],
    isOpenWorld: true,
  },
  {
    name: "get_account_logs",
    title: "Read the log of an account",
    description:
      "Return the newest lines of what an account said to its servers, where that is written down (its setting `logs`).",
    scope: "mcp-manage",
    contract: logs.getAccountLog,
    query: ["lines"],
  },
  {
    name: "get_settings",
    title: "Read settings",
    description: "Return the settings that are named by `true`; one that was never set is null.",
    scope: "mcp-manage",
    contract: settings.getSettings,
    query: OPEN_SETTINGS,
  },
  {
    name: "update_settings",
    title: "Change settings",
    description: "Change settings of the whole service, at once. null resets one.",
    scope: "mcp-manage",
    contract: settings.updateSettings,
    body: OPEN_SETTINGS,
  },
  {
    name: "get_queue",
    title: "Look at a queue",
    description: "Tell how many webhooks (`notify`) or messages (`submit`) wait, and whether the queue is paused.",
    scope: "mcp-manage",
    contract: settings.getQueue,
  },
  {
    name: "update_queue",
    title: "Pause a queue",
    description: "Pause the delivery of webhooks (`notify`) or messages (`submit`), or let it go on.",
    scope: "mcp-manage",
    contract: settings.updateQueue,
    body: ["paused"],
  },
  {
    name: "get_stats",
    title: "Look at counters",
    description: "Tell how many accounts there are in which state, what is queued, and what happened lately.",
    scope: "mcp-manage",
    contract: stats.getStats,
    query: ["seconds"],
  },
  {
    name: "get_license",
    title: "Look at the license",
    description: "Tell the license of this service.",
    scope: "mcp-manage",
    contract: license.getLicense,
  },
  {
    name: "list_oauth2_apps",
    title: "List OAuth2 applications",
    description: "List the applications by which accounts log in at Google and Microsoft, with their last errors.",
    scope: "mcp-manage",
    contract: oauth2Apps.listOAuth2Apps,
    query: PAGED,
  },
  {
    name: "get_oauth2_app",
    title: "Look at an OAuth2 application",
    description: "Tell how an application is set up. Secrets are not told.",
    scope: "mcp-manage",
    contract: oauth2Apps.getOAuth2App,
  },
  {
    name: "verify_oauth2_app",
    title: "Try an OAuth2 application",
    description: "Ask the provider whether an application works, and tell what is wrong.",
    scope: "mcp-manage",
    contract: oauth2Apps.verifyOAuth2App,
    body: ["account", "testConnection"],
    isOpenWorld: true,
  },
  {
    name: "list_gateways",
    title: "List SMTP gateways",
    description: "List the servers that messages can be sent through in place of those of their accounts.",
    scope: "mcp-manage",
    contract: gateways.listGateways,
    query: PAGED,
  },
  {
    name: "get_gateway",
    title: "Look at an SMTP gateway",
    description: "Tell how a gateway is set up and what it did lately. Its password is not told.",
    scope: "mcp-manage",
    contract: gateways.getGateway,
  },
  {
    name: "verify_gateway",
    title: "Try an SMTP gateway",
    description: "Connect to a gateway and log in, and tell what happens. Nothing is sent.",
    scope: "mcp-manage",
    contract: gateways.verifyGateway,
    isOpenWorld: true,
  },
  {
    name: "delete_gateway",
    title: "Remove an SMTP gateway",
    description: "Remove a gateway. That can not be undone.",
    scope: "mcp-manage",
    contract: gateways.deleteGateway,
  },
  {
    name: "list_blocklists",
    title: "List suppression lists",
    description: "List the lists of addresses that get no mail of a mail merge.",
    scope: "mcp-manage",
    contract: blocklists.listBlocklists,
    query: PAGED,
  },
  {
    name: "get_blocklist",
    title: "Look at a suppression list",
    description: "List the addresses on a suppression list, and why they are there.",
    scope: "mcp-manage",
    contract: blocklists.getBlocklist,
    query: PAGED,
  },
  {
    name: "add_to_blocklist",
    title: "Suppress an address",
    description: "Put an address on a suppression list. A list that is not there yet is made.",
    scope: "mcp-manage",
    contract: blocklists.addToBlocklist,
    body: ["account", "recipient", "reason"],
  },
  {
    name: "remove_from_blocklist",
    title: "Take an address off a suppression list",
    description: "Take an address off a suppression list. It gets mail again.",
    scope: "mcp-manage",
    contract: blocklists.removeFromBlocklist,
    query: ["recipient"],
  },
  {
    name: "get_template",
    title: "Read a template",
    description: "Return a template with its content.",
    scope: "mcp-manage",
    contract: templates.getTemplate,
  },
  {
    name: "create_template",
    title: "Create a template",
    description: "Create a template of messages, for one account or, with null, for all.",
    scope: "mcp-manage",
    contract: templates.createTemplate,
    body: ["account", "name", "description", "format", "content"],
  },
  {
    name: "update_template",
    title: "Change a template",
    description: "Change a template. What is left out stays as it is.",
    scope: "mcp-manage",
    contract: templates.updateTemplate,
    body: ["name", "description", "format", "content"],
  },
  {
    name: "delete_template",
    title: "Delete a template",
    description: "Delete a template. That can not be undone.",
    scope: "mcp-manage",
    contract: templates.deleteTemplate,
  },
  {
    name: "list_tokens",
    title: "List access tokens",
    description: "List access tokens with what they may do and when they were used. Their values are not told.",
    scope: "mcp-manage",
    contract: tokens.listTokens,
    query: [...PAGED, "query", "account"],
  },
  {
    name: "delete_token",
    title: "Revoke an access token",
    description: "Revoke an access token, named by its id. Who uses it is refused at once; that can not be undone.",
    scope: "mcp-manage",
    contract: tokens.deleteToken,
  },
  {
    name: "get_outbox_message",
    title: "Look at a message waiting to be sent",
    description: "Tell what became of a message in the outbox so far.",
    scope: "mcp-manage",
    contract: outbox.getOutboxEntry,
  },
  {
    name: "cancel_outbox_message",
    title: "Cancel a message waiting to be sent",
    description: "Take a message out of the outbox, so that it is not sent. That can not be undone.",
    scope: "mcp-manage",
    contract: outbox.deleteOutboxEntry,
  },
  {
    name: "list_webhooks",
    title: "List webhooks",
    description: "List the addresses that are told of events, and how their deliveries fare.",
    scope: "mcp-manage",
    contract: webhookEndpoints.listWebhookEndpoints,
    query: PAGED,
  },
  {
    name: "list_failed_webhooks",
    title: "List failed deliveries of webhooks",
    description: "List the deliveries of webhooks that failed for good, newest first.",
    scope: "mcp-manage",
    contract: webhooks.listFailedDeliveries,
    query: [...PAGED, "account"],
  },
];
