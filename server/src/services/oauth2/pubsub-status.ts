import { listPubSubStatus as promise } from "@posthorn/contracts/oauth2-apps";
import { listOAuth2Apps } from "../../storage/oauth2-apps.ts";
import { pageOf } from "../paging.ts";
import { verb } from "../verb.ts";

/** Applications that listen to Pub/Sub, newest first, with what keeps them from it. */
export const listPubSubStatus = verb(promise, async (ctx, { query }) => {
  const paging = pageOf(query);
  const listeners = (await listOAuth2Apps(ctx.storage)).filter(({ baseScopes }) => baseScopes === "pubsub");
  const { offset, limit } = paging.range;
  return {
    ...paging.of(listeners.length),
    apps: listeners.slice(offset, offset + limit).map(({ id, name, lastError, pubSubError }) => ({
      id,
      name,
      lastError: lastError && { response: lastError.response ?? "" },
      pubSubError,
    })),
  };
});
