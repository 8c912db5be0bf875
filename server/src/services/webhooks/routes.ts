import {
  createWebhookRoute as createPromise,
  deleteWebhookRoute as deletePromise,
  getWebhookRoute as getPromise,
  listWebhookRoutes as listPromise,
  updateWebhookRoute as updatePromise,
} from "@posthorn/contracts/webhook-endpoints";
import { PosthornError } from "../../core/errors.ts";
import { DEFAULT_ENDPOINT, type WebhookEndpoint } from "../../core/webhook-endpoint.ts";
import type { Db } from "../../storage/storage.ts";
import { findEndpoint, pageOfEndpoints } from "../../storage/webhook-endpoints.ts";
import { pageOf } from "../paging.ts";
import { verb } from "../verb.ts";
import { authorOf, changesOfInput, refusePrivilegedFields, seesFunctions } from "./endpoint-of-input.ts";
import { addEndpoint, changeEndpoint, newWebhookSecret, removeEndpoint } from "./endpoints.ts";
import { healthOf, routeEntry, routeView } from "./endpoint-view.ts";

/** Endpoints as old clients know them: each but the default one is a route. */

async function requireRoute(db: Db, id: string): Promise<WebhookEndpoint> {
  const endpoint = id === DEFAULT_ENDPOINT ? undefined : await findEndpoint(db, id);
  if (endpoint === undefined)
    throw new PosthornError("not_found", "Requested webhook route was not found", { code: "WebhookRouteNotFound" });
  return endpoint;
}

export const listWebhookRoutes = verb(listPromise, async (ctx, { query }) => {
  const paging = pageOf(query);
  const { total, endpoints } = await pageOfEndpoints(ctx.storage, { ...paging.range, withDefault: false });
  const health = await healthOf(ctx, endpoints);
  return { ...paging.of(total), webhooks: endpoints.map((endpoint) => routeEntry(endpoint, health.get(endpoint.id))) };
});

export const getWebhookRoute = verb(getPromise, async (ctx, { params }, { admission }) => {
  const endpoint = await requireRoute(ctx.storage, params.webhookRoute);
  const view = routeView(endpoint, (await healthOf(ctx, [endpoint])).get(endpoint.id));
  return seesFunctions(admission) ? view : { ...view, content: { fn: null, map: null } };
});

export const createWebhookRoute = verb(createPromise, async (ctx, { body }, { admission, signal }) => {
  refusePrivilegedFields(admission, body);
  const changes = await changesOfInput(ctx, body, null, signal);
  const secrets = [{ secret: newWebhookSecret(), until: null }];
  // As old pages make them: switched off until somebody says else.
  return { id: await addEndpoint(ctx, { enabled: false, ...changes, secrets }, authorOf(admission)), created: true };
});

export const updateWebhookRoute = verb(updatePromise, async (ctx, { params, body }, { admission, signal }) => {
  refusePrivilegedFields(admission, body);
  const known = await requireRoute(ctx.storage, params.webhookRoute);
  await changeEndpoint(ctx, known.id, await changesOfInput(ctx, body, known, signal), authorOf(admission));
  return { id: known.id, updated: true };
});

export const deleteWebhookRoute = verb(deletePromise, async (ctx, { params }) => {
  const { id } = await requireRoute(ctx.storage, params.webhookRoute);
  await removeEndpoint(ctx, id);
  return { id, deleted: true };
});
