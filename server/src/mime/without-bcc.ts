import { joinMessage, splitMessage } from "./header-block.ts";

/** The message as it may be transmitted: blind recipients are known to the envelope only. Without Bcc it is returned as it is. */
export function withoutBcc(raw: Buffer): Buffer {
  const { fields, body } = splitMessage(raw);
  const kept = fields.filter(({ name }) => name !== "bcc" && name !== "resent-bcc");
  return kept.length === fields.length ? raw : joinMessage({ fields: kept, body });
}
