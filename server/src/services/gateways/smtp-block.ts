import type { SmtpSettings } from "../../core/mail-backend.ts";
import type { SmtpBlock } from "../../storage/accounts.ts";
import type { GatewayServer } from "../../storage/gateways.ts";
import { smtpSettings } from "../accounts/mail-account.ts";

/** A relay as accounts describe their SMTP servers. */
export const smtpBlockOf = ({ host, port, secure, requireTLS, user, pass }: GatewayServer): SmtpBlock => ({
  host,
  port,
  secure,
  requireTLS,
  ...(user !== null && pass !== null && { auth: { user, pass } }),
});

/** A relay as messages are handed over to it. */
export const relayOf = (server: GatewayServer, tls: Record<string, unknown>): SmtpSettings =>
  smtpSettings(smtpBlockOf(server), tls);
