import type { GmailCallOptions } from "./api.ts";
import type { GmailContext } from "./context.ts";
import { bytesOf } from "./message-parts.ts";

/** Where the content of a part is: here already, or behind a token of Gmail's. */
export interface ContentPlace {
  data?: string | undefined;
  token?: string | undefined;
}

/** The content of a part, without its transfer encoding; one question to Gmail where it did not come with the message. */
export async function contentOf(
  { api }: GmailContext,
  message: string,
  { data, token }: ContentPlace,
  options: GmailCallOptions,
): Promise<Buffer> {
  if (data !== undefined) return bytesOf(data);
  if (token === undefined) return Buffer.alloc(0);
  const body = await api.call<{ data?: string }>(
    {
      method: "messages.attachments.get",
      http: "GET",
      path: `messages/${message}/attachments/${encodeURIComponent(token)}`,
    },
    options,
  );
  return bytesOf(body.data ?? "");
}
