import { PosthornError } from "../../core/errors.ts";
import { findTemplate, lockTemplate, type TemplateRecord } from "../../storage/templates.ts";
import { findTemplateVersion, type TemplateVersion } from "../../storage/template-versions.ts";
import type { Db } from "../../storage/storage.ts";
import type { Call } from "../verb.ts";

/** The account that the caller's token is bound to; null when it may see what all accounts have. */
export const boundAccountOf = ({ admission }: Pick<Call, "admission">): string | null =>
  admission.token?.account ?? null;

/** The template, if it is there for the caller: a bound token reaches those of its account and no others. */
export const findOwnTemplate = async (db: Db, id: string, call: Call): Promise<TemplateRecord | undefined> =>
  ownOf(await findTemplate(db, id), call);

/** As `findOwnTemplate`; throws NotFound. */
export const requireOwnTemplate = async (db: Db, id: string, call: Call): Promise<TemplateRecord> =>
  required(ownOf(await findTemplate(db, id), call));

/** As `requireOwnTemplate`; nobody else changes the template until the end of the transaction. */
export const lockOwnTemplate = async (tx: Db, id: string, call: Call): Promise<TemplateRecord> =>
  required(ownOf(await lockTemplate(tx, id), call));

/** What the template said in that version. Throws NotFound, also for one that is too old. */
export async function requireVersion(db: Db, template: string, version: number): Promise<TemplateVersion> {
  const found = await findTemplateVersion(db, template, version);
  if (found === undefined)
    throw new PosthornError("not_found", "Requested version of the template was not found", { code: "NotFound" });
  return found;
}

function ownOf(template: TemplateRecord | undefined, call: Call): TemplateRecord | undefined {
  const bound = boundAccountOf(call);
  return bound === null || template?.account === bound ? template : undefined;
}

function required(template: TemplateRecord | undefined): TemplateRecord {
  if (template === undefined)
    throw new PosthornError("not_found", "Requested template was not found", { code: "NotFound" });
  return template;
}
