import type { CallOptions, ServerSignature } from "../../core/mail-backend.ts";
import type { GmailContext } from "./context.ts";

/** The signatures that the user set in Gmail, by address; addresses without one are left out. */
export async function listSignatures({ api }: GmailContext, options: CallOptions): Promise<ServerSignature[]> {
  const { sendAs = [] } = await api.call<{ sendAs?: { sendAsEmail: string; signature?: string }[] }>(
    { method: "settings.sendAs.list", http: "GET", path: "settings/sendAs" },
    options,
  );
  return sendAs.flatMap(({ sendAsEmail: address, signature = "" }) =>
    signature === "" ? [] : [{ address, signature }],
  );
}
