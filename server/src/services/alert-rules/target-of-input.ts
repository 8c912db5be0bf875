import type { AlertTarget } from "@posthorn/contracts/alert-rules";
import type { StoredAlertTarget } from "../../core/alert-rule.ts";
import { PosthornError } from "../../core/errors.ts";
import { MASK, maskUrl } from "../../core/mask.ts";
import type { Context } from "../context.ts";
import { newWebhookSecret } from "../webhooks/endpoints.ts";
import { requireSender } from "./compose-alert-mail.ts";
import { maskChatUrl } from "./rule-view.ts";

/**
 * The target that a caller asks for. What comes back as it was read stays as it is `known`; the secret of a webhook does
 * where none is given, and one is made where there is none. Refuses masked values of others, and senders that can't send.
 */
export async function targetOfInput(
  ctx: Context,
  given: AlertTarget,
  known: StoredAlertTarget | null,
): Promise<StoredAlertTarget> {
  const { email, webhook, chat } = given;
  if (email) {
    await requireSender(ctx, email);
    return { email };
  }
  if (webhook) {
    const before = known !== null && "webhook" in known ? known.webhook : null;
    const url = unmasked(webhook.url, "webhook", before && { url: before.url, masked: maskUrl(before.url) });
    return { webhook: { url, secret: webhook.secret ?? before?.secret ?? newWebhookSecret() } };
  }
  if (!chat) throw new PosthornError("internal", "An alert needs a target");
  const before = known !== null && "chat" in known ? known.chat : null;
  return {
    chat: { ...chat, url: unmasked(chat.url, "chat", before && { url: before.url, masked: maskChatUrl(before.url) }) },
  };
}

function unmasked(url: string, kind: "webhook" | "chat", known: { url: string; masked: string } | null): string {
  if (!url.includes(MASK) && !url.includes(encodeURIComponent(MASK))) return url;
  if (known?.masked === url) return known.url;
  throw new PosthornError("invalid", "Invalid input", {
    fields: [
      { key: "url", path: `body.target.${kind}.url`, message: `"url" contains a masked value; send the real one` },
    ],
  });
}
