import { type ErrorKind, PosthornError } from "../core/errors.ts";

/** A refusal in the words of SMTP; the library sends its code and its message. */
export class SmtpRefusal extends Error {
  readonly responseCode: number;

  constructor(responseCode: number, message: string) {
    super(message);
    this.responseCode = responseCode;
  }
}

/** Of a message that is as wrong the next time. */
const FINAL: readonly ErrorKind[] = ["invalid", "too_large", "unsupported"];

/** What a client is told whose message was not taken. Only what is wrong with the message itself is final. */
export function refusalOfMessage(error: unknown, isAccountInMessage: boolean): SmtpRefusal {
  if (error instanceof SmtpRefusal) return error;
  if (!(error instanceof PosthornError))
    return new SmtpRefusal(450, "The message could not be queued, try again later");
  if (FINAL.includes(error.kind)) return new SmtpRefusal(552, error.message);
  return new SmtpRefusal(isAccountInMessage && error.kind === "not_found" ? 451 : 450, error.message);
}
