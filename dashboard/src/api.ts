import { createClient } from "@posthorn/client/client";
import { CSRF_HEADER, type Session } from "@posthorn/contracts/sessions";
import { language } from "./languages/language.ts";

/** Longer than the server waits for a mail server or a language model, so that its own words arrive first. */
const LONGEST_WAIT_MS = 180_000;

let csrfToken: string | undefined;
/** What to do when the server says one of these about the session we have. */
const listeners = { SessionEnded: () => {}, InvalidCsrfToken: () => {}, SecondFactorNeeded: () => {} };

/** The API, called as the user who is signed in: the cookie goes along by itself. */
export const api = createClient({
  baseUrl: window.location.origin,
  credentials: "same-origin",
  headers: ownHeaders,
  fetch: fetchAndNotice,
});

/** What the server answers is for the same eyes as the page, so it comes in the same language. */
function ownHeaders(): Record<string, string> {
  return { "X-EE-Locale": language, ...(csrfToken !== undefined && { [CSRF_HEADER]: csrfToken }) };
}

/** Lets later calls change things in the name of `session`; undefined forgets it. */
export function keepSession<S extends Session | undefined>(session: S): S {
  csrfToken = session?.csrfToken;
  return session;
}

/** Calls `listener` when the server says that the session we had is over, whoever asked. */
export function onSessionEnd(listener: () => void) {
  listeners.SessionEnded = listener;
}

/** Calls `listener` when the browser has another session than the one we know, from another tab. */
export function onSessionReplaced(listener: () => void) {
  listeners.InvalidCsrfToken = listener;
}

/** Calls `listener` when the server says that the session now opens nothing but itself, as the settings have changed. */
export function onSecondFactorNeeded(listener: () => void) {
  listeners.SecondFactorNeeded = listener;
}

async function fetchAndNotice(input: string | URL | Request, init: RequestInit = {}): Promise<Response> {
  const limit = AbortSignal.timeout(LONGEST_WAIT_MS);
  const signal = init.signal ? AbortSignal.any([init.signal, limit]) : limit;
  const response = await fetch(input, { ...init, signal });
  if (csrfToken === undefined || ![401, 403].includes(response.status)) return response;
  const code = await codeOf(response.clone());
  if (code === "InvalidCsrfToken") listeners.InvalidCsrfToken();
  if (code === "SecondFactorNeeded") listeners.SecondFactorNeeded();
  if (code === "SessionEnded") {
    csrfToken = undefined;
    listeners.SessionEnded();
  }
  return response;
}

async function codeOf(response: Response): Promise<unknown> {
  const body: unknown = await response.json().catch(() => undefined);
  return typeof body === "object" && body !== null && "code" in body ? body.code : undefined;
}
