import type { CallOptions, ServerLogin, SmtpSettings } from "../core/mail-backend.ts";

/** The settings of a server with the login as it is now. Rejects with a ConnectFailure where there is none. */
export async function withCurrentLogin<S extends SmtpSettings>(settings: S, options: CallOptions): Promise<S> {
  const fresh = settings.auth?.fresh;
  return fresh === undefined ? settings : { ...settings, auth: await fresh.current(options) };
}

/** Says that a server refused what `withCurrentLogin` brought. */
export function discardLogin(asked: ServerLogin | null, used: ServerLogin | null): void {
  if (asked?.fresh && used) asked.fresh.discard(used);
}
