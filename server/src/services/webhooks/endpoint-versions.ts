import {
  getWebhookEndpointVersion as getPromise,
  listWebhookEndpointVersions as listPromise,
  restoreWebhookEndpointVersion as restorePromise,
} from "@posthorn/contracts/webhook-endpoints";
import { PosthornError } from "../../core/errors.ts";
import type { WebhookEndpoint } from "../../core/webhook-endpoint.ts";
import type { Db } from "../../storage/storage.ts";
import {
  type EndpointVersion,
  findEndpointVersion,
  listEndpointVersions as findVersions,
} from "../../storage/webhook-endpoint-versions.ts";
import { findEndpoint } from "../../storage/webhook-endpoints.ts";
import { pageOf } from "../paging.ts";
import { verb } from "../verb.ts";
import { authorOf, refusePrivilegedFields, seesFunctions } from "./endpoint-of-input.ts";
import { changeEndpoint } from "./endpoints.ts";
import { endpointNotFound } from "./find-endpoint.ts";

// An account's own address has no functions of its own: the table does not have it, so it is not found.

export const listWebhookEndpointVersions = verb(listPromise, async (ctx, { params, query }, { admission }) => {
  const endpoint = await requireStored(ctx.storage, params.endpoint);
  const paging = pageOf(query);
  const { total, versions } = await findVersions(ctx.storage, endpoint, paging.range);
  return {
    id: endpoint.id,
    ...paging.of(total),
    versions: versions.map((version) => entryOf(version, seesFunctions(admission))),
  };
});

export const getWebhookEndpointVersion = verb(getPromise, async (ctx, { params }, { admission }) => {
  const endpoint = await requireStored(ctx.storage, params.endpoint);
  const version = await requireVersion(ctx.storage, endpoint, params.version);
  const isSeen = seesFunctions(admission);
  const { fn, map } = isSeen ? version : { fn: null, map: null };
  return { id: endpoint.id, ...entryOf(version, isSeen), fn, map };
});

/** Gives the endpoint the functions that it had then, in a version of its own unless it has them already. */
export const restoreWebhookEndpointVersion = verb(restorePromise, async (ctx, { params }, { admission }) => {
  refusePrivilegedFields(admission, { fn: "", map: "" });
  const endpoint = await requireStored(ctx.storage, params.endpoint);
  const { fn, map } = await requireVersion(ctx.storage, endpoint, params.version);
  const version = await changeEndpoint(ctx, endpoint.id, { fn, map }, authorOf(admission));
  return { id: endpoint.id, restored: true, version };
});

async function requireStored(db: Db, id: string): Promise<WebhookEndpoint> {
  const endpoint = await findEndpoint(db, id);
  if (endpoint === undefined) throw endpointNotFound();
  return endpoint;
}

async function requireVersion(db: Db, endpoint: WebhookEndpoint, number: number): Promise<EndpointVersion> {
  const version = await findEndpointVersion(db, endpoint, number);
  if (version === undefined)
    throw new PosthornError("not_found", "Requested version of the functions was not found", { code: "NotFound" });
  return version;
}

const entryOf = ({ version, author, createdAt }: Omit<EndpointVersion, "fn" | "map">, isAuthorSeen: boolean) => ({
  version,
  created: new Date(createdAt).toISOString(),
  user: isAuthorSeen ? author : null,
});
