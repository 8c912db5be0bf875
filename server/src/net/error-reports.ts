import { release as osRelease } from "node:os";
import type { ErrorEvent, StackParser } from "@sentry/core";
import type { Log } from "../core/log.ts";
import type { HttpClient } from "./http-client.ts";

/**
 * Tells a service that speaks Sentry's protocol of faults in the program: of a TypeError or RangeError that was logged,
 * and of what ends the process. Faults of networks and mail servers are no business of it, and it is told neither
 * mail nor names nor secrets: of an error there are its type, its message with everything but words hidden, where in
 * the program it was, and the id of the account. Off until somebody names a service.
 */
export interface ErrorReports {
  /** Takes what was logged, at a level of pino. Never throws and never waits. */
  noteLogged(level: number, context: unknown): void;
  /** From here on it is known where reports go, if anywhere. */
  connect(parts: ReportParts): void;
  /** Resolves when everything was sent, or after `ms`. */
  flush(ms: number): Promise<void>;
}

export interface ReportParts {
  http: Pick<HttpClient, "fetch">;
  /** A DSN such as `https://key@errors.example.com/1`; undefined while nothing is to be reported. */
  dsn(): string | undefined;
  version: string;
  /** Tells installations apart, and nothing of them. */
  instance: string;
  log: Log;
  /** Epoch milliseconds. */
  now(): number;
}

/** Levels of pino. */
const WARN = 40;
const FATAL = 60;
/** The same fault again, so soon, is not reported. */
const SAME_AGAIN_MS = 60_000;
const MOST_A_MINUTE = 20;
const MOST_UNDER_WAY = 10;
const TIMEOUT_MS = 5000;
const MAX_ANSWER_BYTES = 64 * 1024;
/** Where a service that is asked too much names no time. */
const PAUSE_MS = 60_000;

export function createErrorReports(): ErrorReports {
  let parts: ReportParts | undefined;
  const underWay = new Set<Promise<void>>();
  /** When each fault was reported last. */
  const known = new Map<string, number>();
  let pausedUntil = 0;

  function isNew(fault: string, now: number): boolean {
    for (const [other, at] of known) if (now - at >= SAME_AGAIN_MS) known.delete(other);
    if (known.has(fault) || known.size >= MOST_A_MINUTE) return false;
    known.set(fault, now);
    return true;
  }

  async function send(to: ReportParts, dsn: string, fault: Fault): Promise<void> {
    // Its twenty megabytes are for those who want reports.
    const [sentry, { nodeStackLineParser }] = await Promise.all([
      import("@sentry/core"),
      import("@sentry/core/server"),
    ]);
    const parse = sentry.createStackParser(nodeStackLineParser());
    const target = sentry.dsnFromString(dsn);
    if (target === undefined) return to.log.warn({}, "The setting sentryDsn is no DSN: nothing is reported");
    const event: ErrorEvent = {
      event_id: sentry.uuid4(),
      timestamp: to.now() / 1000,
      platform: "node",
      level: fault.level,
      release: `posthorn@${to.version}`,
      tags: { worker: "main", instance: to.instance },
      ...(fault.account !== undefined && { user: { id: fault.account } }),
      contexts: {
        runtime: { name: "node", version: process.version },
        os: { name: process.platform, version: osRelease() },
      },
      exception: {
        values: [
          {
            type: fault.type,
            value: fault.message,
            stacktrace: { frames: framesOf(parse, fault.stack) },
            mechanism: { type: "generic", handled: fault.level !== "fatal" },
          },
        ],
      },
      type: undefined,
    };
    const answer = await to.http.fetch(sentry.getEnvelopeEndpointWithUrlEncodedAuth(target), {
      method: "POST",
      headers: { "content-type": "application/x-sentry-envelope" },
      body: Buffer.from(sentry.serializeEnvelope(sentry.createEventEnvelope(event, target))),
      signal: AbortSignal.timeout(TIMEOUT_MS),
      maxBytes: MAX_ANSWER_BYTES,
    });
    if (answer.statusCode === 429) {
      const seconds = Number(answer.headers["retry-after"]);
      pausedUntil = to.now() + (seconds > 0 ? Math.min(seconds, 3600) * 1000 : PAUSE_MS);
    } else if (answer.statusCode >= 300)
      to.log.warn({ statusCode: answer.statusCode }, "A report of an error was not taken");
  }

  return {
    noteLogged(level, context) {
      if (parts === undefined || level < WARN) return;
      const dsn = parts.dsn();
      if (dsn === undefined || dsn === "") return;
      const fault = faultOf(level, context);
      const now = parts.now();
      if (fault === null || now < pausedUntil || underWay.size >= MOST_UNDER_WAY) return;
      if (!isNew(`${fault.type} ${fault.message} ${fault.stack.split("\n")[1] ?? ""}`, now)) return;
      const { log } = parts;
      const sending: Promise<void> = send(parts, dsn, fault)
        .catch((error: Error) => log.warn({ reason: error.message }, "An error could not be reported"))
        .finally(() => underWay.delete(sending));
      underWay.add(sending);
    },
    connect(to) {
      parts = to;
    },
    async flush(ms) {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise((resolve) => (timer = setTimeout(resolve, ms)));
      await Promise.race([Promise.all(underWay), late]);
      clearTimeout(timer);
    },
  };
}

/** For pino: shows what is logged to the reports on its way. */
export const reportingHooks = (reports: ErrorReports) => ({
  logMethod(this: unknown, args: unknown[], method: (...args: never[]) => void, level: number) {
    reports.noteLogged(level, args[0]);
    Reflect.apply(method, this, args);
  },
});

interface Fault {
  type: string;
  message: string;
  stack: string;
  level: "error" | "fatal";
  account: string | undefined;
}

/** What is to be told of something that was logged; null for nothing. */
function faultOf(level: number, context: unknown): Fault | null {
  const { err, account } = (context ?? {}) as { err?: unknown; account?: unknown };
  if (!(err instanceof Error) || isOfNetwork(err)) return null;
  if (level < FATAL && !(err instanceof TypeError) && !(err instanceof RangeError)) return null;
  return {
    type: err.name,
    message: withoutContent(err.message),
    stack: err.stack ?? "",
    level: level < FATAL ? "error" : "fatal",
    account: typeof account === "string" ? account : undefined,
  };
}

/** Codes of sockets, DNS, TLS and undici, which throws them as causes of a TypeError. */
const NETWORK_CODE =
  /^(E[A-Z]+|UND_ERR_\w+|ERR_(TLS|SSL|SOCKET|HTTP2|STREAM)_\w+|CERT_\w+|\w*SELF_SIGNED\w*|UNABLE_TO_\w+)$/;

function isOfNetwork(error: unknown): boolean {
  for (let each = error, depth = 0; each instanceof Error && depth < 5; each = each.cause, depth++) {
    const { code } = each as NodeJS.ErrnoException;
    if (each.message === "fetch failed" || NETWORK_CODE.test(code ?? "")) return true;
  }
  return false;
}

/**
 * Quoted text save single words, what Node.js says a function was given, addresses, links, numbers that may be telephones, and
 * what may be a token.
 */
const CONTENT =
  /\bReceived .*|"[^"]*"?|`[^`]*`?|(?<!\w)'(?!\w+')[^']*'?|\S+@\S+|\b[a-z][a-z0-9+.-]*:\/\/\S+|\+?\d{6,}|[\w+/=-]{24,}/gis;
const LONGEST_MESSAGE = 200;
/** More is not looked at: the time it takes grows with the square of the length. */
const LONGEST_READ = 2000;

const withoutContent = (message: string) =>
  message.slice(0, LONGEST_READ).replaceAll(CONTENT, "(hidden)").slice(0, LONGEST_MESSAGE);

/** Files are named from the folder of the program on; where that lies is nobody's business. */
function framesOf(parse: StackParser, stack: string) {
  return parse(
    stack
      .split("\n")
      .map((line) => (line.startsWith("    at ") ? line : ""))
      .join("\n"),
  ).map((frame) => ({
    ...frame,
    ...(frame.filename !== undefined && { filename: inProgram(frame.filename) }),
    ...(frame.module !== undefined && { module: inProgram(frame.module) }),
  }));
}

const inProgram = (file: string) => file.replace(/^.*\/(?=(server|contracts|node_modules)\/)/, "app:///");
