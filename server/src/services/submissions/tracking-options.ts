import type { Submission as SubmissionBody } from "@posthorn/contracts/submissions";
import type { SubmissionOptions } from "../../storage/submissions.ts";
import type { Context } from "../context.ts";

type Wishes = Pick<SubmissionBody, "trackOpens" | "trackClicks" | "trackingEnabled" | "baseUrl">;

/**
 * What is to be told of a message once it is delivered. The message decides, its own control header
 * (`isEnabled`) before the rest of it; then the installation. Without an address that links could lead
 * to nothing is told.
 */
export function trackingOptions(
  { settings }: Context,
  { trackOpens, trackClicks, trackingEnabled, baseUrl }: Wishes,
  isEnabled?: boolean,
): Pick<SubmissionOptions, "tracking"> {
  const base = baseUrl ?? settings.get("serviceUrl");
  if (!base) return {};
  const both = isEnabled ?? trackingEnabled;
  const wants = (own: boolean | undefined, key: "trackOpens" | "trackClicks") =>
    own ?? both ?? settings.get(key) ?? settings.get("trackSentMessages") ?? false;
  const opens = wants(trackOpens, "trackOpens");
  const clicks = wants(trackClicks, "trackClicks");
  return opens || clicks ? { tracking: { baseUrl: base, opens, clicks } } : {};
}
