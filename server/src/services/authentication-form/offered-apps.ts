import { isAppOnly, type OAuth2App } from "../../core/oauth2-app.ts";
import { listOAuth2Apps } from "../../storage/oauth2-apps.ts";
import type { Db } from "../../storage/storage.ts";

/** The OAuth2 applications that the form offers: those that are enabled and that a person consents to. */
export const offeredApps = async (db: Db): Promise<OAuth2App[]> =>
  (await listOAuth2Apps(db)).filter((app) => app.enabled && !isAppOnly(app) && app.baseScopes !== "pubsub");
