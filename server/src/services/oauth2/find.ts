import { PosthornError } from "../../core/errors.ts";
import type { OAuth2App } from "../../core/oauth2-app.ts";
import { findOAuth2App } from "../../storage/oauth2-apps.ts";
import type { Db } from "../../storage/storage.ts";

/** The application; throws `not_found`, with a code where one is the word for it. */
export async function requireOAuth2App(db: Db, id: string, code?: string): Promise<OAuth2App> {
  const app = await findOAuth2App(db, id);
  if (app === undefined)
    throw new PosthornError("not_found", "There is no such OAuth2 application", {
      ...(code !== undefined && { code }),
    });
  return app;
}
