import type { CreateWebhookEndpoint, UpdateWebhookEndpoint } from "@posthorn/contracts/webhook-endpoints";
import type { FieldFault } from "@posthorn/contracts/errors";
import { isDeepStrictEqual } from "node:util";
import { PosthornError } from "../../core/errors.ts";
import { eventFilter } from "../../core/event-filter.ts";
import { MASK, maskHeaders, maskUrl } from "../../core/mask.ts";
import type { EndpointConfig, WebhookEndpoint } from "../../core/webhook-endpoint.ts";
import type { Author } from "../../storage/webhook-endpoint-versions.ts";
import type { Admission } from "../admit.ts";
import type { Context } from "../context.ts";
import { faultsOfFunctions } from "../user-functions/faults.ts";

type Given = Partial<CreateWebhookEndpoint> | UpdateWebhookEndpoint;

/** What runs code or carries secrets is out of reach of a token with `permissions`. */
const PRIVILEGED = ["customHeaders", "fn", "map", "secret"] as const;

export function refusePrivilegedFields({ token }: Admission, given: Given): void {
  if (token === null || token.permissions === null) return;
  const refused = PRIVILEGED.filter((key) => (given as Record<string, unknown>)[key] !== undefined);
  if (refused.length > 0)
    throw new PosthornError("forbidden", "Unauthorized permission", { extra: { fields: refused } });
}

/** Whether a caller reads the functions: not one who could never write them. */
export const seesFunctions = ({ token, session }: Admission): boolean =>
  !token?.permissions && session?.user.role !== "viewer";

/** Whoever signed in to make a call; null where a token makes it. */
export const authorOf = ({ session }: Admission): Author | null =>
  session && { id: session.user.id, name: session.user.name };

/**
 * Refuses, all at once, what the shape of the request can't tell: functions that don't compile, filters that make no sense,
 * values that were read masked. Resolves with the changes, without what came back as it was read.
 */
export async function changesOfInput(
  ctx: Context,
  given: Given,
  known: WebhookEndpoint | null,
  signal: AbortSignal,
): Promise<Partial<EndpointConfig & { enabled: boolean }>> {
  const functions = { "body.fn": given.fn || null, "body.map": given.map || null };
  const faults: FieldFault[] = await faultsOfFunctions(ctx, functions, signal);
  const fault = (key: string, message: string) => faults.push({ key, path: `body.${key}`, message });
  const { targetUrl, customHeaders, ...rest } = given;
  if (given.filter) {
    try {
      eventFilter(given.filter);
    } catch (error) {
      const key = "filter";
      fault(key, `"${key}" makes no sense: ${(error as Error).message}`);
    }
  }
  const changes: Record<string, unknown> = Object.fromEntries(
    Object.entries(rest).filter(([key, value]) => value !== undefined && key !== "secret"),
  );
  for (const key of ["fn", "map"] as const) if (changes[key] === "") changes[key] = null;
  if (targetUrl !== undefined) {
    if (!targetUrl.includes(MASK) && !targetUrl.includes(encodeURIComponent(MASK))) changes["targetUrl"] = targetUrl;
    else if (known === null || maskUrl(known.targetUrl) !== targetUrl)
      fault("targetUrl", `"targetUrl" contains a masked value; send the real one`);
  }
  if (customHeaders !== undefined) {
    if (customHeaders.every(({ value }) => value !== MASK)) changes["customHeaders"] = customHeaders;
    else if (known === null || !isDeepStrictEqual(maskHeaders(known.customHeaders), customHeaders))
      fault("customHeaders", `"customHeaders" contains a masked value; send the real one`);
  }
  if (faults.length > 0) throw new PosthornError("invalid", "Invalid input", { fields: faults });
  return changes as Partial<EndpointConfig & { enabled: boolean }>;
}
