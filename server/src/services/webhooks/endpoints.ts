import { randomBytes } from "node:crypto";
import {
  createWebhookEndpoint as createPromise,
  deleteWebhookEndpoint as deletePromise,
  dismissWebhookFailure as dismissPromise,
  getWebhookEndpoint as getPromise,
  listFunctionFaults as listFaultsPromise,
  listWebhookEndpoints as listPromise,
  rotateWebhookSecret as rotatePromise,
  updateWebhookEndpoint as updatePromise,
} from "@posthorn/contracts/webhook-endpoints";
import { PosthornError } from "../../core/errors.ts";
import {
  accountOfEndpoint,
  DEFAULT_ENDPOINT,
  deliveryLane,
  type EndpointConfig,
  NEW_ENDPOINT,
  newEndpointId,
  type WebhookEndpoint,
} from "../../core/webhook-endpoint.ts";
import { rescheduleLanes } from "../../queue/reschedule.ts";
import { updateAccountSettings } from "../../storage/accounts.ts";
import { listFunctionFaults as findFaults } from "../../storage/function-faults.ts";
import type { Db } from "../../storage/storage.ts";
import {
  countEndpoints,
  deleteEndpoint,
  insertEndpoint,
  lockEndpoint,
  pageOfEndpoints,
  updateEndpoint,
} from "../../storage/webhook-endpoints.ts";
import type { Author } from "../../storage/webhook-endpoint-versions.ts";
import { dismissWebhookHealth, forgetWebhookHealth } from "../../storage/webhook-health.ts";
import type { Context } from "../context.ts";
import { pageOf } from "../paging.ts";
import { verb } from "../verb.ts";
import { authorOf, changesOfInput, refusePrivilegedFields, seesFunctions } from "./endpoint-of-input.ts";
import { endpointEntry, endpointView, healthOf } from "./endpoint-view.ts";
import { endpointNotFound, requireEndpoint, withSettings } from "./find-endpoint.ts";

/** Every event asks each of them. */
const MOST_ENDPOINTS = 1000;

export const newWebhookSecret = () => `whsec_${randomBytes(32).toString("base64")}`;

export const listWebhookEndpoints = verb(listPromise, async (ctx, { query }) => {
  const paging = pageOf(query);
  const { total, endpoints } = await pageOfEndpoints(ctx.storage, { ...paging.range, withDefault: true });
  const shown = endpoints.map((endpoint) => withSettings(ctx, endpoint));
  const health = await healthOf(ctx, shown);
  return {
    ...paging.of(total),
    endpoints: shown.map((endpoint) => endpointEntry(ctx, endpoint, health.get(endpoint.id))),
  };
});

export const getWebhookEndpoint = verb(getPromise, async (ctx, { params }, { admission }) => {
  const { endpoint } = await requireEndpoint(ctx, ctx.storage, params.endpoint);
  const view = endpointView(ctx, endpoint, (await healthOf(ctx, [endpoint])).get(endpoint.id));
  return seesFunctions(admission) ? view : { ...view, fn: null, map: null };
});

export const createWebhookEndpoint = verb(createPromise, async (ctx, { body }, { admission, signal }) => {
  refusePrivilegedFields(admission, body);
  const secret = body.secret ?? newWebhookSecret();
  const changes = await changesOfInput(ctx, body, null, signal);
  const id = await addEndpoint(ctx, { ...changes, secrets: [{ secret, until: null }] }, authorOf(admission));
  return { id, created: true, secret };
});

/** Adds an endpoint, switched on where nothing else is said, and resolves with its id. */
export async function addEndpoint(
  ctx: Context,
  given: Partial<EndpointConfig & { enabled: boolean }>,
  author: Author | null,
): Promise<string> {
  const now = ctx.now();
  const id = newEndpointId(now);
  await ctx.storage.transaction(async (tx) => {
    if ((await countEndpoints(tx)) > MOST_ENDPOINTS)
      throw new PosthornError("conflict", "There are too many webhook endpoints; delete one first", {
        code: "TooManyEndpoints",
      });
    await insertEndpoint(tx, id, { ...NEW_ENDPOINT, enabled: true, ...given }, { now, author });
  });
  await ctx.storage.durable();
  await ctx.endpoints.refresh();
  return id;
}

export const updateWebhookEndpoint = verb(updatePromise, async (ctx, { params, body }, { admission, signal }) => {
  refusePrivilegedFields(admission, body);
  const id = params.endpoint;
  const { endpoint: seen } = await requireEndpoint(ctx, ctx.storage, id);
  const changes = await changesOfInput(ctx, body, seen, signal);
  if (accountOfEndpoint(id) !== null) await updateAccountAddress(ctx, id, changes);
  else await changeEndpoint(ctx, id, changes, authorOf(admission));
  return { id, updated: true };
});

/**
 * Changes an endpoint of the table. Of the default one, what the settings have is stored there. Resolves with the number of
 * the present version of its functions. Throws WebhookEndpointNotFound.
 */
export async function changeEndpoint(
  ctx: Context,
  id: string,
  changes: Partial<EndpointConfig & { enabled: boolean }>,
  author: Author | null,
): Promise<number> {
  const version = await ctx.storage.transaction(async (tx) => {
    const known = await lockEndpoint(tx, id);
    if (known === undefined) throw endpointNotFound();
    const isDefault = id === DEFAULT_ENDPOINT;
    const { targetUrl, customHeaders, events, ...others } = changes;
    const next: WebhookEndpoint = { ...known, ...(isDefault ? others : changes) };
    // Somebody says that it is there, or that it is somewhere else.
    if (changes.enabled === true || targetUrl !== undefined) next.stopped = null;
    if (next.stopped === null && (known.stopped !== null || changes.enabled === true))
      await forgetWebhookHealth(tx, id);
    const present = await updateEndpoint(tx, known, next, { now: ctx.now(), author });
    if (known.paused && !next.paused) await rescheduleLanes(tx, "webhook-delivery", deliveryLane(id, ""), ctx.now());
    if (!isDefault) return present;
    await ctx.settings.set(tx, {
      ...(targetUrl !== undefined && { webhooks: targetUrl }),
      ...(customHeaders !== undefined && { webhooksCustomHeaders: customHeaders }),
      ...(events !== undefined && { webhookEvents: events === null ? ["*"] : [...events] }),
    });
    return present;
  });
  await ctx.storage.durable();
  await ctx.endpoints.refresh();
  return version;
}

/** Of an account's own address only that and its headers are its own. */
async function updateAccountAddress(
  ctx: Context,
  id: string,
  changes: Partial<EndpointConfig & { enabled: boolean }>,
): Promise<void> {
  const { targetUrl, customHeaders, ...others } = changes;
  const [other] = Object.keys(others);
  if (other !== undefined)
    throw new PosthornError("invalid", "Invalid input", {
      fields: [
        {
          key: other,
          path: `body.${other}`,
          message: `"${other}" of an account's own address is that of the default endpoint`,
        },
      ],
    });
  await ctx.storage.transaction(async (tx) => {
    const { account } = await requireEndpoint(ctx, tx, id);
    if (account === null) throw endpointNotFound();
    const settings = {
      ...account.settings,
      ...(targetUrl !== undefined && { webhooks: targetUrl || undefined }),
      ...(customHeaders !== undefined && { webhooksCustomHeaders: customHeaders }),
    };
    await updateAccountSettings(tx, account.id, settings, ctx.now(), { isNewRevision: false });
  });
  await ctx.storage.durable();
}

export const deleteWebhookEndpoint = verb(deletePromise, async (ctx, { params }) => {
  const id = params.endpoint;
  if (id === DEFAULT_ENDPOINT || accountOfEndpoint(id) !== null)
    throw new PosthornError(
      "conflict",
      "This endpoint belongs to the settings or to an account; clear its address there",
      {
        code: "EndpointNotDeletable",
      },
    );
  await removeEndpoint(ctx, id);
  return { id, deleted: true };
});

export async function removeEndpoint(ctx: Context, id: string): Promise<void> {
  const isGone = await ctx.storage.transaction((tx) => deleteEndpoint(tx, id));
  if (!isGone) throw endpointNotFound();
  await ctx.storage.durable();
  await ctx.endpoints.refresh();
}

export const rotateWebhookSecret = verb(rotatePromise, async (ctx, { params, body }, { admission }) => {
  if (admission.token?.permissions) refusePrivilegedFields(admission, { secret: "" });
  const id = params.endpoint;
  const secret = body.secret ?? newWebhookSecret();
  const until = ctx.now() + (body.overlap ?? 86_400) * 1000;
  const previous = await ctx.storage.transaction(async (tx: Db) => {
    const known = accountOfEndpoint(id) === null ? await lockEndpoint(tx, id) : undefined;
    if (known === undefined) throw endpointNotFound();
    const [newest] = known.secrets;
    const before = newest === undefined || until <= ctx.now() ? [] : [{ secret: newest.secret, until }];
    const next = { ...known, secrets: [{ secret, until: null }, ...before] };
    await updateEndpoint(tx, known, next, { now: ctx.now(), author: authorOf(admission) });
    return before[0];
  });
  await ctx.storage.durable();
  await ctx.endpoints.refresh();
  return { id, secret, previousUntil: previous === undefined ? null : new Date(until).toISOString() };
});

/** An endpoint that was stopped stays so: whoever switches it on says that it is there again. */
export const dismissWebhookFailure = verb(dismissPromise, async (ctx, { params }) => {
  const { endpoint } = await requireEndpoint(ctx, ctx.storage, params.endpoint);
  const account = accountOfEndpoint(endpoint.id);
  const address = { endpoint: account === null ? endpoint.id : DEFAULT_ENDPOINT, account: account ?? "" };
  const dismissed = await ctx.storage.transaction((tx) => dismissWebhookHealth(tx, address));
  return { id: endpoint.id, dismissed };
});

export const listFunctionFaults = verb(listFaultsPromise, async (ctx, { params }) => {
  const { endpoint } = await requireEndpoint(ctx, ctx.storage, params.endpoint);
  const faults = await findFaults(ctx.storage, endpoint.id);
  return {
    id: endpoint.id,
    faults: faults.map(({ createdAt, ...fault }) => ({ ...fault, created: new Date(createdAt).toISOString() })),
  };
});
