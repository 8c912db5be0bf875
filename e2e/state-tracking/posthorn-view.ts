import type { Installation } from "../installation.ts";
import { sortedFlags, type View } from "./server-view.ts";

interface Page {
  messages: { uid: number; flags?: string[]; messageId?: string }[];
  nextPageCursor: string | null;
}

/** Everything the account holds as Posthorn lists it, page by page. */
export async function viewOfPosthorn(posthorn: Installation, account: string): Promise<View> {
  const at = `/v1/account/${account}`;
  const get = async <T>(path: string) => {
    const { status, body } = await posthorn.call<T>("GET", at + path);
    if (status !== 200) throw new Error(`GET ${path} answers ${status}: ${JSON.stringify(body)}`);
    return body;
  };
  const { mailboxes } = await get<{ mailboxes: { path: string }[] }>("/mailboxes");
  const view: View = new Map();
  for (const { path } of mailboxes) {
    const messages: ReturnType<View["get"]> = new Map();
    view.set(path, messages);
    let cursor: string | null = null;
    do {
      const query: URLSearchParams = new URLSearchParams({ path, pageSize: "50", ...(cursor !== null && { cursor }) });
      const page: Page = await get<Page>(`/messages?${query}`);
      for (const { uid, flags = [], messageId } of page.messages)
        messages.set(uid, { flags: sortedFlags(flags), messageId });
      cursor = page.nextPageCursor;
    } while (cursor !== null);
  }
  return view;
}
