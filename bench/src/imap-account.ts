import type { Dovecot } from "@posthorn/fakes/dovecot";
import { ImapFlow } from "imapflow";
import type { Caller } from "./caller.ts";
import type { Scope } from "./scope.ts";

export const imapAccount = (dovecot: Dovecot, user: string, tls = false) => ({
  account: user,
  name: "Ada Ray",
  email: `${user}@example.org`,
  imap: {
    host: dovecot.host,
    port: tls ? (dovecot.tlsPort ?? 0) : dovecot.port,
    secure: tls,
    ...(tls ? { tls: { rejectUnauthorized: false } } : { requireTLS: false }),
    auth: { user, pass: dovecot.password },
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

/** The client to compare with: logged in, with the inbox selected. */
export async function bareClient(scope: Scope, dovecot: Dovecot, user: string): Promise<ImapFlow> {
  const client = new ImapFlow({
    host: dovecot.host,
    port: dovecot.port,
    secure: false,
    doSTARTTLS: false,
    auth: { user, pass: dovecot.password },
    logger: false,
  });
  client.on("error", () => undefined);
  await client.connect();
  scope.defer(() => client.close());
  await client.mailboxOpen("INBOX");
  return client;
}
