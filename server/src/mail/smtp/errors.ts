import { type NetworkRouting, SendError } from "../../core/mail-backend.ts";

/** What nodemailer adds to an Error. */
interface TransportError extends Error {
  code?: string;
  response?: string;
  responseCode?: number;
  command?: string;
}

/** nodemailer's words, kept: retry rules, events and `smtpStatus` are written in them. */
export function toSendError(error: unknown, networkRouting: NetworkRouting | null): SendError {
  if (error instanceof SendError) return error;
  const { message, code, response, responseCode, command } = error as TransportError;
  return new SendError(message, {
    // A pool that is closed fails its queue without a code.
    code: code ?? "ECONNECTION",
    networkRouting,
    cause: error,
    ...(response !== undefined && { smtpResponse: response }),
    ...(responseCode !== undefined && { smtpResponseCode: responseCode }),
    ...(command !== undefined && { smtpCommand: command }),
  });
}
