import { createClient } from "@posthorn/client/client";
import { CSRF_HEADER, type Session } from "@posthorn/contracts/sessions";

/** Longer than the server waits for a mail server, so that its own words arrive first. */
const LONGEST_WAIT_MS = 90_000;

let csrfToken: string | undefined;
let tellOfEnd = () => {};

/** The API, called as the user who is signed in: the cookie goes along by itself. */
export const api = createClient({
  baseUrl: window.location.origin,
  credentials: "same-origin",
  headers: csrfHeader,
  fetch: fetchAndNoticeEnd,
});

function csrfHeader(): Record<string, string> {
  return csrfToken === undefined ? {} : { [CSRF_HEADER]: csrfToken };
}

/** Lets later calls change things in the name of `session`; undefined forgets it. */
export function keepSession<S extends Session | undefined>(session: S): S {
  csrfToken = session?.csrfToken;
  return session;
}

/** Calls `listener` when the server says that the session we had is over, whoever asked. */
export function onSessionEnd(listener: () => void) {
  tellOfEnd = listener;
}

async function fetchAndNoticeEnd(input: string | URL | Request, init: RequestInit = {}): Promise<Response> {
  const limit = AbortSignal.timeout(LONGEST_WAIT_MS);
  const signal = init.signal ? AbortSignal.any([init.signal, limit]) : limit;
  const response = await fetch(input, { ...init, signal });
  if (response.status === 401 && csrfToken !== undefined && (await saysSessionEnded(response.clone()))) {
    csrfToken = undefined;
    tellOfEnd();
  }
  return response;
}

async function saysSessionEnded(response: Response): Promise<boolean> {
  const body: unknown = await response.json().catch(() => undefined);
  return typeof body === "object" && body !== null && "code" in body && body.code === "SessionEnded";
}
