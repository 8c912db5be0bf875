import { PosthornError } from "../../core/errors.ts";
import type { AccountRecord } from "../../storage/accounts.ts";
import { findGateway } from "../../storage/gateways.ts";
import type { Context } from "../context.ts";
import { gatewayNotFound } from "../gateways/find.ts";

/**
 * The gateway that a message goes through; undefined for the account's own way. One that is not there
 * is left aside, unless the installation is strict. Throws SMTPUnavailable when no way is left.
 */
export async function chooseGateway(
  { storage, settings }: Context,
  account: AccountRecord,
  wanted: string | undefined,
): Promise<string | undefined> {
  if (wanted) {
    if (await findGateway(storage, wanted)) return wanted;
    if (settings.get("strictGateways")) throw gatewayNotFound();
  }
  const { smtp, oauth2 } = account.settings;
  if (smtp?.host !== undefined || oauth2?.provider !== undefined) return undefined;
  throw new PosthornError("not_found", "The account has no way to send: no SMTP server is configured", {
    code: "SMTPUnavailable",
  });
}
