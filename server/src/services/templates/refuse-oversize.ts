import type { FieldFault } from "@posthorn/contracts/errors";
import type { TemplateContent } from "@posthorn/contracts/templates";
import { PosthornError } from "../../core/errors.ts";

/** Refuses texts that are longer than those of a message may be. */
export function refuseOversize(content: TemplateContent, limit: number): void {
  const fields = (["text", "html"] as const).flatMap((key): FieldFault[] =>
    (content[key]?.length ?? 0) <= limit
      ? []
      : [{ key, path: `body.content.${key}`, message: `"${key}" must not be longer than ${limit} characters` }],
  );
  if (fields.length > 0) throw new PosthornError("invalid", "Invalid input", { fields });
}
