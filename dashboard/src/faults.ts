import { PosthornApiError } from "@posthorn/client/errors";

/** What went wrong, for people. */
export interface Fault {
  title: string;
  text: string;
  /** Whether the same call may succeed a moment later. */
  isPassing: boolean;
  /** Faults of the input that belong to no field of the form. */
  details?: string[];
}

const OFFLINE: Fault = {
  title: "The server can't be reached",
  text: "It may be restarting, or the network is down. Nothing was lost.",
  isPassing: true,
};

const NOT_LOADED: Fault = {
  title: "This page could not be loaded",
  text: "The server can't be reached, or it was upgraded meanwhile: then reload the page in your browser.",
  isPassing: true,
};

/** Words for whatever a call was rejected with. */
export function explainFault(error: unknown): Fault {
  if (error instanceof PosthornApiError) return explainAnswer(error);
  if (isNamed(error, "TimeoutError")) {
    return { title: "The server did not answer in time", text: "It may be overloaded.", isPassing: true };
  }
  // What browsers say when a part of the dashboard itself does not arrive.
  if (error instanceof TypeError && /module/i.test(error.message)) return NOT_LOADED;
  // What `fetch` rejects with when there is no answer.
  if (error instanceof TypeError && /fetch|network|load failed/i.test(error.message)) return OFFLINE;
  return {
    title: "Something went wrong on this page",
    text: error instanceof Error ? error.message : String(error),
    isPassing: false,
  };
}

const isNamed = (error: unknown, name: string) =>
  typeof error === "object" && error !== null && "name" in error && error.name === name;

function explainAnswer({ statusCode, code, message, body }: PosthornApiError): Fault {
  if (statusCode >= 500) {
    return { title: "The server could not do this", text: `${message} (${statusCode})`, isPassing: true };
  }
  if (statusCode === 429) {
    return { title: "Too many calls", text: `${message} ${waitInWords(body)}`.trim(), isPassing: true };
  }
  if (code === "InvalidCsrfToken") {
    return {
      title: "You signed in anew in another tab",
      text: "This page has caught up with it. Please try again.",
      isPassing: true,
    };
  }
  if (statusCode === 404) return { title: "There is no such thing", text: message, isPassing: false };
  if (statusCode === 403) return { title: "This is not allowed", text: message, isPassing: false };
  return { title: "The server refused this", text: message, isPassing: false };
}

/** `Try again in 2 minutes.`, where the answer tells how long to wait (`ttl`, in seconds). */
export function waitInWords(body: Record<string, unknown>): string {
  const seconds = Number(body["retryAfter"] ?? body["ttl"]);
  if (!Number.isFinite(seconds) || seconds <= 0) return "";
  const [count, unit] = seconds < 90 ? [Math.ceil(seconds), "second"] : [Math.ceil(seconds / 60), "minute"];
  return `Try again in ${count} ${unit}${count === 1 ? "" : "s"}.`;
}

/**
 * The API's faults of a body, by the names of a form's fields (`imap.auth.user`); what has no field
 * there is left in `rest`, in words.
 */
export function faultsByField(
  error: unknown,
  fields: readonly string[],
): { errors: Record<string, string>; rest: string[] } {
  const errors: Record<string, string> = {};
  const rest: string[] = [];
  if (!(error instanceof PosthornApiError)) return { errors, rest };
  for (const { message, key, path } of error.fields) {
    const name = (path ?? key).replace(/^body\./, "");
    // A fault within a list, such as `restrictions.addresses.0`, belongs to the field of the list.
    const field = fields.find((candidate) => name === candidate || name.startsWith(`${candidate}.`));
    if (field === undefined) rest.push(message);
    else errors[field] ??= withoutName(message);
  }
  return { errors, rest };
}

/** The API names the field first, `"addresses[1]" must be …`; beside the field that is said already. */
function withoutName(message: string): string {
  const [, index, rest] = /^"[^"[]*(?:\[(\d+)\])?" (.+)$/.exec(message) ?? [];
  if (rest === undefined) return message;
  return index === undefined
    ? rest.charAt(0).toUpperCase() + rest.slice(1)
    : `Number ${Number(index) + 1} of the list ${rest}`;
}

/** Whether `error` is the API's answer with this code. */
export const hasCode = (error: unknown, code: string): error is PosthornApiError =>
  error instanceof PosthornApiError && error.code === code;

/** Whether `error` is the API's answer with this status. */
export const hasStatus = (error: unknown, statusCode: number): error is PosthornApiError =>
  error instanceof PosthornApiError && error.statusCode === statusCode;
