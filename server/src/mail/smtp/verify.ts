import type { VerifyResult } from "@posthorn/contracts/accounts";
import { createTransport } from "nodemailer";
import type { CallOptions } from "../../core/mail-backend.ts";
import type { EgressPolicy } from "../../net/egress.ts";
import { toSendError } from "./errors.ts";
import type { SmtpRoute } from "./route.ts";
import { CONNECT_TIMEOUT_MS, transportOptions } from "./transport-options.ts";
import { useRoute } from "./use-route.ts";

/**
 * Connects and logs in, and sends nothing. A login is tried even on a server that offers none, and
 * missed (ENOAUTH) on one that does. Never throws for what a server does.
 */
export async function verifySmtp(
  route: SmtpRoute,
  { signal, egressPolicy = "off" }: CallOptions & { egressPolicy?: EgressPolicy } = {},
): Promise<VerifyResult> {
  const transport = createTransport({ ...transportOptions(route), forceAuth: true });
  useRoute(transport, route, { policy: egressPolicy, timeoutMs: CONNECT_TIMEOUT_MS });
  try {
    await withSignal(transport.verify(), signal);
    return { success: true };
  } catch (error) {
    const { message, code, smtpResponse, smtpResponseCode } = toSendError(error, null);
    return {
      success: false,
      error: message,
      ...(code !== undefined && { code }),
      ...(smtpResponseCode !== undefined && { statusCode: smtpResponseCode }),
      ...(smtpResponse !== undefined && { responseText: smtpResponse }),
    };
  } finally {
    transport.close();
  }
}

/** The library can't be interrupted here; its own timeouts end what the caller no longer waits for. */
function withSignal<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise;
  promise.catch(() => {});
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(Object.assign(new Error("Timeout"), { code: "ETIMEDOUT" }));
    if (signal.aborted) return onAbort();
    signal.addEventListener("abort", onAbort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", onAbort));
  });
}
