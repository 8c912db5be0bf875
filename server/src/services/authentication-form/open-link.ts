import { PosthornError } from "../../core/errors.ts";
import { FORM_LINK_TTL_MS, type FormLink, readFormLink } from "../../core/form-link.ts";
import { countFormProbe, isFormLinkClaimed } from "../../storage/form-links.ts";
import type { Context } from "../context.ts";

/** How often mail servers are asked for one link. */
const MOST_PROBES = 50;

/** What the link stands for. Throws `forbidden` for one that is not ours, ran out, or was used. */
export async function openFormLink(ctx: Context, signed: { data?: unknown; sig?: unknown }): Promise<FormLink> {
  const link = readFormLink(signed, ctx.settings.get("serviceSecret") ?? "", ctx.now());
  if (await isFormLinkClaimed(ctx.storage, link.n)) throw new PosthornError("forbidden", "The link was used already");
  return link;
}

/** Takes one of the questions to mail servers that a link is good for. Throws `limited` once there is none left. */
export async function takeProbe(ctx: Context, link: FormLink): Promise<void> {
  if (await countFormProbe(ctx.storage, link.n, MOST_PROBES, expiryOf(link))) return;
  throw new PosthornError("limited", "Mail servers were asked too often by this link");
}

/** When the link runs out, and until when its use is remembered. */
export const expiryOf = ({ t }: FormLink) => t + FORM_LINK_TTL_MS;
