import { PosthornError } from "../../core/errors.ts";
import { findTemplate, type TemplateRecord } from "../../storage/templates.ts";
import type { Db } from "../../storage/storage.ts";
import type { Call } from "../verb.ts";

/** The account that the caller's token is bound to; null when it may see what all accounts have. */
export const boundAccountOf = ({ admission }: Pick<Call, "admission">): string | null =>
  admission.token?.account ?? null;

/** The template, if it is there for the caller: a bound token reaches those of its account and no others. */
export async function findOwnTemplate(db: Db, id: string, call: Call): Promise<TemplateRecord | undefined> {
  const template = await findTemplate(db, id);
  const bound = boundAccountOf(call);
  return bound === null || template?.account === bound ? template : undefined;
}

/** As `findOwnTemplate`; throws NotFound. */
export async function requireOwnTemplate(db: Db, id: string, call: Call): Promise<TemplateRecord> {
  const template = await findOwnTemplate(db, id, call);
  if (template === undefined)
    throw new PosthornError("not_found", "Requested template was not found", { code: "NotFound" });
  return template;
}
