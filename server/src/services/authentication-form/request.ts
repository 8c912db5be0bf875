import { requestAuthenticationForm as promise } from "@posthorn/contracts/authentication-form";
import { PosthornError } from "../../core/errors.ts";
import { type FormLink, signFormLink } from "../../core/form-link.ts";
import { randomBytesPooled } from "../../core/random-bytes.ts";
import { isoOrNull, momentOf } from "../accounts/settings-of-input.ts";
import { verb } from "../verb.ts";
import { offeredApps } from "./offered-apps.ts";

/** Makes a link; nothing is stored until somebody uses it. */
export const requestAuthenticationForm = verb(promise, async (ctx, { body }) => {
  const serviceUrl = ctx.settings.get("serviceUrl");
  if (!serviceUrl)
    throw new PosthornError("internal", "The setting serviceUrl is missing: nobody could reach the form", {
      code: "MissingServiceURLSetup",
    });
  const now = ctx.now();
  const { type: wanted, account, delegated, skipServerSettings, notifyFrom, syncFrom, path, ...plain } = body;
  const link: FormLink = {
    ...plain,
    ...(account && { account }),
    ...(delegated === true && { delegated }),
    ...(path && path.length > 0 && { path }),
    ...(skipServerSettings === false && { skipServerSettings }),
    ...(notifyFrom && { notifyFrom: momentOf(notifyFrom, new Date(now)) ?? notifyFrom }),
    ...(syncFrom && { syncFrom: isoOrNull(syncFrom) ?? syncFrom }),
    n: randomBytesPooled(16).toString("base64url"),
    t: now,
  };
  for (const [key, value] of Object.entries(link)) if (value === "") delete link[key as keyof FormLink];
  const apps = await offeredApps(ctx.storage);
  // Where there is one way only, nothing is to be chosen.
  const type = apps.length === 0 || wanted === "imap" ? "imap" : apps.find(({ id }) => id === wanted)?.id;
  const query = new URLSearchParams({
    ...signFormLink(link, ctx.settings.get("serviceSecret") ?? ""),
    ...(type !== undefined && { type }),
  });
  return { url: `${serviceUrl.replace(/\/+$/, "")}/accounts/new?${query.toString()}` };
});
