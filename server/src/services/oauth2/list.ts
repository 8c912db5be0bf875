import { listOAuth2Apps as promise } from "@posthorn/contracts/oauth2-apps";
import { pageOfOAuth2Apps } from "../../storage/oauth2-apps.ts";
import { pageOf } from "../paging.ts";
import { verb } from "../verb.ts";
import { appView } from "./app-view.ts";

export const listOAuth2Apps = verb(promise, async (ctx, { query }) => {
  const paging = pageOf(query);
  const { total, apps } = await pageOfOAuth2Apps(ctx.storage, paging.range);
  return { ...paging.of(total), apps: apps.map(appView) };
});
