import { type GmailPush, gmailPushTarget } from "../../core/gmail-push.ts";
import { type GmailPubSub, PubSubFailure } from "../../core/gmail-pubsub.ts";
import type { OAuth2App, PubSubArrangement } from "../../core/oauth2-app.ts";
import { AppTokens, type AppTokensOptions } from "./app-tokens.ts";
import { createPubSubCalls, type PubSubCallsOptions } from "./call.ts";

/** Who publishes for Gmail. https://developers.google.com/workspace/gmail/api/guides/push */
const GMAIL = "serviceAccount:gmail-api-push@system.gserviceaccount.com";
const PUBLISHER = "roles/pubsub.publisher";
/** Seconds until what was not acknowledged comes again. */
const ACK_DEADLINE_SECONDS = 30;
const MAX_MESSAGES = 100;

interface Subscription {
  topic?: string;
  expirationPolicy?: { ttl?: string };
  pushConfig?: PushConfig;
}

interface PushConfig {
  pushEndpoint?: string;
  oidcToken?: { serviceAccountEmail?: string; audience?: string };
}

interface Policy {
  etag?: string;
  version?: number;
  bindings?: { role: string; members?: string[] }[];
}

/** https://cloud.google.com/pubsub/docs/reference/rest */
export function createGmailPubSub(options: Omit<PubSubCallsOptions, "tokens"> & AppTokensOptions): GmailPubSub {
  const calls = createPubSubCalls({ ...options, tokens: new AppTokens(options) });

  async function makeTopic(app: OAuth2App, topic: string, signal: AbortSignal): Promise<boolean> {
    if ((await calls.find(app, "GET", topic, undefined, signal)) !== null)
      return app.pubSub?.topic === topic && app.pubSub.ownsTopic;
    return calls.make(app, topic, {}, signal);
  }

  async function makeSubscription(
    app: OAuth2App,
    name: string,
    topic: string,
    { ttlDays, push, signal }: Parameters<GmailPubSub["arrange"]>[1],
  ): Promise<boolean> {
    const isOurs = app.pubSub?.subscription === name && app.pubSub.ownsSubscription;
    const expirationPolicy = expirationOf(ttlDays);
    const found = (await calls.find(app, "GET", name, undefined, signal)) as Subscription | null;
    if (found !== null && found.topic === topic) {
      if (isOurs && expirationPolicy && found.expirationPolicy?.ttl !== expirationPolicy.ttl)
        await calls.send(app, "PATCH", name, { subscription: { expirationPolicy }, updateMask: "expirationPolicy" }, signal); // prettier-ignore
      const pushConfig = changedPush(app, found.pushConfig, push);
      if (pushConfig) await calls.send(app, "POST", `${name}:modifyPushConfig`, { pushConfig }, signal);
      return isOurs;
    }
    if (found !== null) {
      if (!isOurs)
        throw new PubSubFailure(`The subscription ${name} is to another topic`, {
          status: null,
          description: `It is to ${found.topic ?? "none"}, and not to ${topic}`,
        });
      // Its topic was deleted, and made anew: one by the same name is another.
      await calls.find(app, "DELETE", name, undefined, signal);
    }
    const body = {
      topic,
      ackDeadlineSeconds: ACK_DEADLINE_SECONDS,
      ...(expirationPolicy && { expirationPolicy }),
      ...(push && { pushConfig: pushConfigOf(push) }),
    };
    return calls.make(app, name, body, signal);
  }

  async function letGmailPublish(app: OAuth2App, topic: string, signal: AbortSignal): Promise<void> {
    const policy = (await calls.send(app, "GET", `${topic}:getIamPolicy`, undefined, signal)) as Policy;
    const bindings = policy.bindings ?? [];
    if (bindings.some(({ role, members }) => role === PUBLISHER && members?.includes(GMAIL))) return;
    const widened = { ...policy, bindings: [...bindings, { role: PUBLISHER, members: [GMAIL] }] };
    await calls.send(app, "POST", `${topic}:setIamPolicy`, { policy: widened }, signal);
  }

  return {
    async arrange(app, { signal, ...options }) {
      const topic = `projects/${app.googleProjectId}/topics/${app.googleTopicName ?? `ee-pub-${app.id}`}`;
      const subscription = `projects/${app.googleProjectId}/subscriptions/${app.googleSubscriptionName ?? `ee-sub-${app.id}`}`;
      const ownsTopic = await makeTopic(app, topic, signal);
      const ownsSubscription = await makeSubscription(app, subscription, topic, { ...options, signal });
      await letGmailPublish(app, topic, signal);
      return { topic, subscription, ownsTopic, ownsSubscription, isGranted: true };
    },

    async pull(app, { subscription }, signal) {
      const body = { returnImmediately: false, maxMessages: MAX_MESSAGES };
      const { receivedMessages = [] } = (await calls.send(app, "POST", `${subscription}:pull`, body, signal)) as {
        receivedMessages?: { ackId?: string; message?: { data?: string } }[];
      };
      return receivedMessages.flatMap(({ ackId, message }) =>
        ackId === undefined ? [] : [{ ackId, data: Buffer.from(message?.data ?? "", "base64").toString("utf8") }],
      );
    },

    async acknowledge(app, { subscription }, ackIds, signal) {
      await calls.send(app, "POST", `${subscription}:acknowledge`, { ackIds }, signal);
    },

    async dismantle(app, arrangement: PubSubArrangement, signal) {
      if (arrangement.ownsSubscription) await calls.find(app, "DELETE", arrangement.subscription, undefined, signal);
      if (arrangement.ownsTopic) await calls.find(app, "DELETE", arrangement.topic, undefined, signal);
    },
  };
}

const pushConfigOf = ({ endpoint, account, audience }: GmailPush): PushConfig => ({
  pushEndpoint: endpoint,
  oidcToken: { serviceAccountEmail: account, audience },
});

/** The push that takes the place of the present one; an empty one ends it, undefined leaves it. Where others are called is theirs. */
function changedPush({ id }: OAuth2App, present: PushConfig = {}, push: GmailPush | null): PushConfig | undefined {
  const { pushEndpoint = "", oidcToken } = present;
  if (push === null) return pushEndpoint.endsWith(gmailPushTarget(id)) ? {} : undefined;
  const isThere =
    pushEndpoint === push.endpoint &&
    oidcToken?.serviceAccountEmail === push.account &&
    oidcToken.audience === push.audience;
  return isThere ? undefined : pushConfigOf(push);
}

const expirationOf = (days: number | undefined): { ttl?: string } | undefined =>
  days === undefined ? undefined : days === 0 ? {} : { ttl: `${days * 86_400}s` };
