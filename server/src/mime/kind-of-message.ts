import type { DeliveryReport, MessageReport } from "../core/message-report.ts";
import { isAutoReply } from "./auto-reply.ts";
import { isFromDaemon } from "./bounce/may-be-bounce.ts";
import type { Letter } from "./bounce/report.ts";

/** What a message is to those who look after what they sent. */
export type MessageKind = "bounce" | "feedback" | "auto-reply" | "delivered" | "not-bounce";

/** The kind of a message, with the report that was found in it. A report of a delay is `not-bounce`. */
export function kindOfMessage(letter: Letter, { bounce, complaint, deliveryReport }: MessageReport): MessageKind {
  if (complaint) return "feedback";
  if (bounce) return "bounce";
  if (deliveryReport) return isDelivered(deliveryReport["action"]) ? "delivered" : "not-bounce";
  // A mail server that warns of a delay calls that an answer as well.
  return isAutoReply(letter.subject, letter.headers) && !isFromDaemon(letter) ? "auto-reply" : "not-bounce";
}

const isDelivered = (action: DeliveryReport[string] | undefined) =>
  typeof action === "string" && action.startsWith("deliver");
