import type { Dovecot } from "@posthorn/fakes/dovecot";
import { ImapFlow } from "imapflow";
import type { Caller } from "./caller.ts";
import type { Scope } from "./scope.ts";

type Server = Pick<Dovecot, "host" | "port" | "password"> & Partial<Pick<Dovecot, "tlsPort">>;

export const imapAccount = (server: Server, user: string, tls = false) => ({
  account: user,
  name: "Ada Ray",
  email: `${user}@example.org`,
  imap: {
    host: server.host,
    port: tls ? (server.tlsPort ?? 0) : server.port,
    secure: tls,
    ...(tls ? { tls: { rejectUnauthorized: false } } : { requireTLS: false }),
    auth: { user, pass: server.password },
  },
});

/** Waits for the state; resolves with the moment it was seen (`performance.now()`). Asking costs the server time too. */
export async function untilState(
  api: Caller,
  account: string,
  states: string[],
  { withinMs = 30_000, everyMs = 2 }: { withinMs?: number; everyMs?: number } = {},
): Promise<number> {
  const until = performance.now() + withinMs;
  for (;;) {
    const { state } = await api.call<{ state: string }>("GET", `/v1/account/${account}`);
    const now = performance.now();
    if (states.includes(state)) return now;
    if (now > until) throw new Error(`${account} is ${state}, not ${states.join(" or ")}`);
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}

/** The client to compare with: logged in, with the inbox selected unless said otherwise. */
export async function bareClient(
  scope: Scope,
  server: Server,
  user: string,
  { qresync = false, select = true } = {},
): Promise<ImapFlow> {
  const client = new ImapFlow({
    host: server.host,
    port: server.port,
    secure: false,
    doSTARTTLS: false,
    auth: { user, pass: server.password },
    logger: false,
    qresync,
  });
  client.on("error", () => undefined);
  await client.connect();
  scope.defer(() => client.close());
  if (select) await client.mailboxOpen("INBOX");
  return client;
}
