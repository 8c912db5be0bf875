import * as accounts from "@posthorn/contracts/accounts";
import * as alertRules from "@posthorn/contracts/alert-rules";
import * as blocklists from "@posthorn/contracts/blocklists";
import * as certificates from "@posthorn/contracts/certificates";
import type { Contract, InputOf } from "@posthorn/contracts/contract";
import * as gateways from "@posthorn/contracts/gateways";
import * as oauth2Apps from "@posthorn/contracts/oauth2-apps";
import * as sessions from "@posthorn/contracts/sessions";
import * as settings from "@posthorn/contracts/settings";
import * as templates from "@posthorn/contracts/templates";
import * as tokens from "@posthorn/contracts/tokens";
import * as users from "@posthorn/contracts/users";
import * as webhookEndpoints from "@posthorn/contracts/webhook-endpoints";
import { MASK } from "../../core/mask.ts";
import { getAlertRule } from "../alert-rules/rules.ts";
import { getAccount } from "../accounts/get.ts";
import { getBlockedAddress } from "../blocklists/get-address.ts";
import { listCertificates } from "../certificates/list.ts";
import { getGateway } from "../gateways/get.ts";
import { getOAuth2App } from "../oauth2/get.ts";
import { getSession } from "../sessions/get.ts";
import { getSettings } from "../settings/get.ts";
import { getQueue } from "../settings/queues.ts";
import { getTemplate } from "../templates/get.ts";
import { listTemplates } from "../templates/list.ts";
import { getToken } from "../tokens/get.ts";
import { getUser } from "../users/get.ts";
import type { AnswerOf, Verb } from "../verb.ts";
import { getWebhookEndpoint } from "../webhooks/endpoints.ts";
import { getWebhookRoute } from "../webhooks/routes.ts";
import { hideSecretSettings, hideTlsKeys } from "./hide.ts";

/** How it is read what a call changes: by a verb that only looks into the database. */
export interface Twin {
  readonly reads: Verb;
  /** What is asked of it; `answer` is that of the call, once it was made. Undefined where there is nothing to ask for yet. */
  asked(input: unknown, answer: unknown): InputOf<Contract> | undefined;
  /** What the caller sent of what is told; the body where this is left out. */
  sent?(input: unknown, answer: unknown): unknown;
  /** What goes on to be compared of what was read, before or after; `answer` is that of the call. */
  shown(seen: unknown, input: unknown, answer: unknown): unknown;
  /** Fields that change by themselves, and those that say nothing new. */
  readonly leftOut: readonly string[];
  /** Whether values are told whole, however deep they go. */
  readonly isFlat: boolean;
}

interface Sent {
  body?: Record<string, unknown>;
}

interface Question {
  params?: Record<string, string>;
  query?: Record<string, unknown>;
}

/** A route that changes something, and what is asked for it; the answer of the route is there once it was made. */
type Changing = readonly [Contract, Twin["asked"]];

const changing = <C extends Contract>(
  contract: C,
  ask: (input: InputOf<C>, answer: AnswerOf<C> | undefined) => Question | undefined,
): Changing => [
  contract,
  (input, answer) => {
    const question = ask(input as InputOf<C>, answer as AnswerOf<C> | undefined);
    return question && { params: {}, query: {}, body: undefined, headers: {}, ...question };
  },
];

function twins<R extends Contract>(
  reads: Verb<R>,
  more: Partial<Omit<Twin, "reads" | "asked">>,
  ...routes: readonly Changing[]
): [Contract, Twin][] {
  const twin = { reads: reads as unknown as Verb, shown: (seen: unknown) => seen, leftOut: [], isFlat: false, ...more };
  return routes.map(([contract, asked]) => [contract, { ...twin, asked }]);
}

/** The route has the id in its path, under the name that the reading one has it by. */
const named = <C extends Contract>(contract: C) =>
  changing(contract, ({ params }) => ({ params: params as Record<string, string> }));

const inCase = (name: string, id: string | null | undefined): Question | undefined =>
  id ? { params: { [name]: id } } : undefined;

const TIMES = ["created", "updated"];

/** As many as are told of a change at most. */
const MOST_TEMPLATES = 200;

const nothingSent = () => undefined;

/** Of all certificates the one that the call was about, without what changes as orders go on. */
function certificateOf(seen: unknown, _input: unknown, answer: unknown): unknown {
  const { certificate: id } = answer as { certificate: string };
  const all = (seen as AnswerOf<typeof certificates.listCertificates>).certificates;
  const found = all.find(({ certificate }) => certificate === id);
  return found && { certificate: id, ...found.facts };
}

/** How many there are, and the names of the first ones by their ids. */
function templateNames(seen: unknown): unknown {
  const { total, templates: found } = seen as AnswerOf<typeof templates.listTemplates>;
  return { templates: total, ...Object.fromEntries(found.map(({ id, name }) => [id, name])) };
}

/**
 * The routes of which the log of what people do tells before and after. None of the twins asks a mail server or anybody
 * else, and none shows mail.
 */
export const TWINS: ReadonlyMap<Contract, Twin> = new Map([
  ...twins(
    getSettings,
    {
      shown: hideSecretSettings,
      isFlat: true,
      // What is sent and left as it is, such as a mask, was not replaced.
      sent: (input, answer) => {
        const { body } = input as InputOf<typeof settings.updateSettings>;
        const { updated } = answer as AnswerOf<typeof settings.updateSettings>;
        return Object.fromEntries(Object.entries(body).filter(([key]) => updated.includes(key)));
      },
    },
    changing(settings.updateSettings, ({ body }) => {
      const following = "generateEmailSummary" in body ? ["notifyText"] : [];
      const keys = [...Object.keys(body).filter(settings.isSettingKey), ...following];
      return { query: Object.fromEntries(keys.map((key) => [key, true])) };
    }),
  ),
  ...twins(getQueue, { leftOut: ["jobs", "oldest"] }, named(settings.updateQueue)),
  ...twins(
    getAccount,
    {
      shown: hideTlsKeys,
      leftOut: [
        "state",
        "counters",
        "connections",
        "lastSeen",
        "syncTime",
        "syncError",
        "lastError",
        "nextRetry",
        "smtpStatus",
        "webhookErrorFlag",
        "outlookSubscription",
        "oauth2.expires",
        "oauth2.generated",
        "oauth2.refreshTokenGenerated",
        "oauth2.scope",
        "oauth2.tokenType",
        "oauth2.userFlag",
      ],
    },
    changing(accounts.createAccount, ({ body }, answer) => inCase("account", answer ? answer.account : body.account)),
    named(accounts.updateAccount),
    named(accounts.deleteAccount),
  ),
  ...twins(
    getGateway,
    { leftOut: ["deliveries", "lastUse", "lastError"] },
    changing(gateways.createGateway, ({ body }, answer) => inCase("gateway", answer ? answer.gateway : body.gateway)),
    named(gateways.updateGateway),
    named(gateways.deleteGateway),
  ),
  ...twins(
    getTemplate,
    { leftOut: ["version", ...TIMES] },
    changing(templates.createTemplate, (_input, answer) => inCase("template", answer?.id)),
    named(templates.updateTemplate),
    changing(templates.restoreTemplateVersion, ({ params }) => inCase("template", params.template)),
    named(templates.deleteTemplate),
  ),
  ...twins(
    listTemplates,
    { shown: templateNames },
    changing(templates.flushTemplates, ({ params }) => ({
      query: { account: params.account, page: 0, pageSize: MOST_TEMPLATES },
    })),
  ),
  ...twins(
    listCertificates,
    { shown: certificateOf, sent: nothingSent },
    changing(certificates.uploadCertificate, () => ({})),
    changing(certificates.orderCertificate, () => ({})),
    changing(certificates.deleteCertificate, () => ({})),
  ),
  ...twins(
    getOAuth2App,
    {
      leftOut: [
        "accounts",
        "lastError",
        "pubSubError",
        "pubSubTopic",
        "pubSubSubscription",
        "pubSubIamPolicy",
        ...TIMES,
      ],
    },
    changing(oauth2Apps.createOAuth2App, (_input, answer) => inCase("app", answer?.id)),
    named(oauth2Apps.updateOAuth2App),
    named(oauth2Apps.deleteOAuth2App),
  ),
  ...twins(
    getWebhookEndpoint,
    {
      shown: (seen) => {
        const { secrets, ...endpoint } = seen as AnswerOf<typeof webhookEndpoints.getWebhookEndpoint>;
        return { ...endpoint, ...(secrets > 0 && { secret: MASK }) };
      },
      // A new secret is told in the answer, also where nobody sent it.
      sent: (input, answer) => ({ ...(input as Sent).body, secret: (answer as { secret?: string }).secret }),
      leftOut: ["webhooksEnabled", "hasFn", "hasMap", "failing", "tcount", "v", ...TIMES],
    },
    changing(webhookEndpoints.createWebhookEndpoint, (_input, answer) => inCase("endpoint", answer?.id)),
    named(webhookEndpoints.updateWebhookEndpoint),
    changing(webhookEndpoints.restoreWebhookEndpointVersion, ({ params }) => inCase("endpoint", params.endpoint)),
    named(webhookEndpoints.rotateWebhookSecret),
    named(webhookEndpoints.deleteWebhookEndpoint),
  ),
  ...twins(
    getAlertRule,
    {
      // Of a target that was sent, the secrets are masked there, and it is told whether they were replaced.
      leftOut: ["state", "since", "value", "findings", "checked", "told", "error", ...TIMES],
    },
    changing(alertRules.createAlertRule, (_input, answer) => inCase("rule", answer?.id)),
    named(alertRules.updateAlertRule),
    named(alertRules.deleteAlertRule),
  ),
  ...twins(
    getWebhookRoute,
    { leftOut: ["webhookErrorFlag", "tcount", "v", ...TIMES] },
    changing(webhookEndpoints.createWebhookRoute, (_input, answer) => inCase("webhookRoute", answer?.id)),
    named(webhookEndpoints.updateWebhookRoute),
    named(webhookEndpoints.deleteWebhookRoute),
  ),
  ...twins(
    getBlockedAddress,
    { leftOut: ["messageId", "remoteAddress", "userAgent", ...TIMES] },
    changing(blocklists.addToBlocklist, ({ params, body }) => ({ params, query: { recipient: body.recipient } })),
    changing(blocklists.removeFromBlocklist, ({ params, query }) => ({ params, query })),
  ),
  ...twins(
    getToken,
    { leftOut: ["access", ...TIMES] },
    changing(tokens.createToken, (_input, answer) => inCase("token", answer?.id)),
    changing(tokens.createTokenOld, (_input, answer) => inCase("token", answer?.id)),
    changing(tokens.rotateToken, ({ params }, answer) => inCase("token", answer ? answer.id : params.token)),
    named(tokens.deleteToken),
    named(tokens.deleteTokenOld),
  ),
  ...twins(
    getUser,
    // What owners decide; how somebody signs in is nobody else's business.
    {
      leftOut: ["invited", "signedIn", "hasPassword", "totp", "passkeys", "provider", "sessions", ...TIMES],
    },
    changing(users.createUser, (_input, answer) => inCase("user", answer?.user.id)),
    named(users.updateUser),
    named(users.deleteUser),
  ),
  // That it was changed, and nothing else.
  ...twins(
    getSession,
    { shown: () => ({ password: MASK }) },
    changing(sessions.changePassword, () => ({})),
  ),
]);
