import { PosthornApiError } from "@posthorn/client/errors";
import { texts as allTexts } from "./components/texts.ts";

const texts = allTexts.faults;

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
  title: texts.offline,
  text: texts.offlineText,
  isPassing: true,
};

const NOT_LOADED: Fault = {
  title: texts.notLoaded,
  text: texts.notLoadedText,
  isPassing: true,
};

/** Words for whatever a call was rejected with. */
export function explainFault(error: unknown): Fault {
  if (error instanceof PosthornApiError) return explainAnswer(error);
  if (isNamed(error, "TimeoutError")) {
    return { title: texts.late, text: texts.lateText, isPassing: true };
  }
  // What browsers say when a part of the dashboard itself does not arrive.
  if (error instanceof TypeError && /module/i.test(error.message)) return NOT_LOADED;
  // What `fetch` rejects with when there is no answer.
  if (error instanceof TypeError && /fetch|network|load failed/i.test(error.message)) return OFFLINE;
  return {
    title: texts.slip,
    text: error instanceof Error ? error.message : String(error),
    isPassing: false,
  };
}

const isNamed = (error: unknown, name: string) =>
  typeof error === "object" && error !== null && "name" in error && error.name === name;

function explainAnswer({ statusCode, code, message, body }: PosthornApiError): Fault {
  if (statusCode >= 500) {
    return { title: texts.failed, text: `${message} (${statusCode})`, isPassing: true };
  }
  if (statusCode === 429) {
    return { title: texts.tooMany, text: `${message} ${waitInWords(body)}`.trim(), isPassing: true };
  }
  if (code === "InvalidCsrfToken") {
    return {
      title: texts.otherTab,
      text: texts.otherTabText,
      isPassing: true,
    };
  }
  if (statusCode === 404) return { title: texts.missing, text: message, isPassing: false };
  if (statusCode === 403) return { title: texts.forbidden, text: message, isPassing: false };
  return { title: texts.refused, text: message, isPassing: false };
}

/** `Try again in 2 minutes.`, where the answer tells how long to wait (`ttl`, in seconds). */
export function waitInWords(body: Record<string, unknown>): string {
  const seconds = Number(body["retryAfter"] ?? body["ttl"]);
  if (!Number.isFinite(seconds) || seconds <= 0) return "";
  return seconds < 90 ? texts.inSeconds(Math.ceil(seconds)) : texts.inMinutes(Math.ceil(seconds / 60));
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
  return index === undefined ? rest.charAt(0).toUpperCase() + rest.slice(1) : texts.inList(Number(index) + 1, rest);
}

/** Whether `error` is the API's answer with this code. */
export const hasCode = (error: unknown, code: string): error is PosthornApiError =>
  error instanceof PosthornApiError && error.code === code;

/** Whether `error` is the API's answer with this status. */
export const hasStatus = (error: unknown, statusCode: number): error is PosthornApiError =>
  error instanceof PosthornApiError && error.statusCode === statusCode;
