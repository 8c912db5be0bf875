import type { SmtpServerDetails } from "@posthorn/contracts/server-details";
import type SMTPPool from "nodemailer/lib/smtp-pool";
import { shortWord, shortWords } from "../../core/server-details.ts";

/** What the library keeps of a session, and shows nobody. */
interface Session {
  _ehloLines?: readonly string[];
  _maxAllowedSize?: number;
  _authMethod?: string | false;
  authenticated?: boolean;
}

/** What the server has told on the newest open connection of a pool; undefined where none is open. Asks nothing. */
export function serverDetailsOf(pool: SMTPPool, host: string, now: Date): SmtpServerDetails | undefined {
  const { _connections: connections } = pool as unknown as { _connections: readonly { connection?: Session }[] };
  const session = connections.findLast(({ connection }) => connection?._ehloLines !== undefined)?.connection;
  return session && detailsOf(session, host, now);
}

function detailsOf({ _ehloLines: lines = [], ...session }: Session, host: string, now: Date): SmtpServerDetails {
  const isAuth = (line: string) => /^AUTH[\s=]/i.test(line);
  const methods = lines.filter(isAuth).flatMap((line) =>
    line
      .slice("AUTH=".length)
      .toUpperCase()
      .split(/[\s=]+/),
  );
  return {
    seenAt: now.toISOString(),
    host,
    extensions: shortWords(lines.filter((line) => !isAuth(line))),
    authMethods: shortWords(methods),
    authMethod: session.authenticated && session._authMethod ? shortWord(session._authMethod) : null,
    maxMessageSize: session._maxAllowedSize || null,
  };
}
