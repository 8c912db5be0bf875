/** Downloads the same thing again and again, and throws it away. */
import { get } from "node:http";
import { ImapFlow } from "imapflow";
import { servePeer } from "../peer.ts";

export type Download = { forMs: number } & (
  | { url: string; token: string }
  | { imap: { host: string; port: number; user: string; pass: string; path: string } }
);

servePeer<Download, { downloads: number }>({ downloads: 0 }, async (download) => {
  const { fetch, end } = "url" in download ? overHttp(download) : await overImap(download.imap);
  let downloads = 0;
  for (const until = Date.now() + download.forMs; Date.now() < until; downloads++) await fetch();
  end();
  return { downloads };
});

function overHttp({ url, token }: { url: string; token: string }) {
  return {
    fetch: () =>
      new Promise<void>((resolve, reject) => {
        get(url, { headers: { authorization: `Bearer ${token}` } }, (answer) => {
          answer.resume();
          answer.on("end", resolve).on("error", reject);
        }).on("error", reject);
      }),
    end() {},
  };
}

async function overImap({
  host,
  port,
  user,
  pass,
  path,
}: {
  host: string;
  port: number;
  user: string;
  pass: string;
  path: string;
}) {
  const client = new ImapFlow({ host, port, secure: false, doSTARTTLS: false, auth: { user, pass }, logger: false });
  client.on("error", () => undefined);
  await client.connect();
  await client.mailboxOpen(path);
  return {
    async fetch() {
      const { content } = await client.download("1", "2");
      for await (const chunk of content ?? []) void chunk;
    },
    end: () => client.close(),
  };
}
