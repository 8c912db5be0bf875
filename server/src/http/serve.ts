import { EVENT_STREAM } from "@posthorn/contracts/changes";
import { isStream, type InputOf, type Contract } from "@posthorn/contracts/contract";
import { CSRF_HEADER } from "@posthorn/contracts/sessions";
import { compileContract } from "@posthorn/contracts/validation";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { PosthornError } from "../core/errors.ts";
import { type Admission, admit, type Presented } from "../services/admit.ts";
import { runWithChanges } from "../services/admin-log/run-with-changes.ts";
import type { Context } from "../services/context.ts";
import type { Call, StreamedAnswer, Unchanged, Verb } from "../services/verb.ts";
import { admitAgentCall } from "../services/mcp/admit-agent.ts";
import type { AgentCalls } from "./agent-calls.ts";
import { clientAddress, isLocalCaller, type ProxyTrust } from "./client-address.ts";
import { takeCredential } from "./credential.ts";
import { isHttps } from "./is-https.ts";
import { isForeignPage } from "./foreign-page.ts";
import { identify, noteChanges, noteFailure, writeDown } from "./people.ts";
import { readSessionCookie, sessionCookieOf } from "./session-cookie.ts";
import { contentDisposition } from "./disposition.ts";
import { sendEventStream } from "./event-stream.ts";
import { faultsOfNul } from "./nul.ts";

export interface ServeOptions {
  agentCalls?: AgentCalls;
  trust: ProxyTrust;
  /** Body limit of routes that carry mail, in bytes. */
  maxBodySize: number;
}

const ORDINARY_BODY_LIMIT = 1024 * 1024;
const MAX_TIMEOUT_MS = 7_200_000;
/** Foreign content is never run, nor taken for what it does not say it is. */
const SAFE_CONTENT = {
  "X-Content-Type-Options": "nosniff",
  "Content-Security-Policy": "default-src 'none'; sandbox",
};
const admissions = new WeakMap<FastifyRequest, Admission>();

/** Puts a verb behind its route: parses, admits, calls, answers, and decides nothing. */
export function serve<C extends Contract>(
  app: FastifyInstance,
  ctx: Context,
  options: ServeOptions,
  verb: Verb<C>,
): void {
  const { contract } = verb;
  const validate = compileContract(contract);
  app.route({
    method: contract.method,
    url: contract.path,
    bodyLimit: contract.bodyLimit === "large" ? options.maxBodySize : ORDINARY_BODY_LIMIT,
    config: { countsAsApiCall: contract.path.startsWith("/v1/") },
    // Before the body is read: a stranger gets nothing parsed.
    async onRequest(request, reply) {
      const presented: Presented = {
        token: takeCredential(request),
        sessionCookie: () => readSessionCookie(request),
        csrfToken: textOf(request.headers[CSRF_HEADER]),
        isForeignPage: () => isForeignPage(request, ctx.settings.get("serviceUrl")),
        remoteAddress: clientAddress(request, options.trust),
        isLocal: () => isLocalCaller(request),
        referrer: request.headers.referer,
        account: (request.params as { account?: string }).account?.trim(),
        queryAccount: textOf((request.query as Record<string, unknown>)["account"]),
        identify: (user) => identify(request, user, null),
      };
      const agentCall = options.agentCalls?.of(request);
      const admission = await (
        agentCall === undefined ? admit(ctx, contract, presented) : admitAgentCall(ctx, contract, presented, agentCall)
      ).catch((error: unknown) => {
        noteFailure(request, error);
        throw error;
      });
      admissions.set(request, admission);
      if (admission.rateLimit !== null) {
        const { limit, remaining, resetSeconds } = admission.rateLimit;
        void reply.headers({
          "X-RateLimit-Limit": limit,
          "X-RateLimit-Reset": resetSeconds,
          "X-RateLimit-Remaining": remaining,
        });
      }
    },
    async onResponse(request, reply) {
      writeDown(ctx, contract, request, reply, () => clientAddress(request, options.trust));
    },
    async handler(request, reply) {
      const admission = admissions.get(request);
      if (admission === undefined)
        throw new PosthornError("internal", "A call reached its handler without being admitted");
      const timeoutMs = Math.max(requestedTimeout(request), ctx.limits.commandTimeoutMs);
      const input = checked(validate, request);
      const waitsMs = contract.waitsMs?.(input as InputOf<C>) ?? 0;
      const { signal, done } = callSignal(
        reply,
        timeoutMs + waitsMs,
        isStream(contract.response),
        options.agentCalls?.of(request)?.signal,
      );
      try {
        const call: Call = {
          admission,
          signal,
          remoteAddress: clientAddress(request, options.trust),
          userAgent: textOf(request.headers["user-agent"]) ?? null,
          identify: (user, how) => identify(request, user, how),
          sessionCookie: sessionCookieOf(reply, () => isHttps(ctx)),
          origin: originOf(request),
        };
        const answer = await runWithChanges(ctx, verb, input as InputOf<C>, call, (changes) =>
          noteChanges(request, changes),
        );
        if (!isStream(contract.response)) return answer;
        if (isUnchanged(answer))
          return reply
            .code(304)
            .headers({ ...SAFE_CONTENT, ...answer.headers })
            .send();
        const send = contract.response.stream === EVENT_STREAM ? sendEventStream : sendStream;
        return send(reply, answer as StreamedAnswer);
      } catch (error) {
        noteFailure(request, error);
        if (signal.aborted && signal.reason instanceof PosthornError) throw signal.reason;
        throw error;
      } finally {
        done();
      }
    },
  });
}

/** As the OpenAPI document names its server; a wrong header misleads only whoever sent it. */
function originOf(request: FastifyRequest): string {
  const first = (name: string) => textOf(request.headers[name])?.split(",")[0]?.trim();
  const protocol = first("x-forwarded-proto") === "https" ? "https" : request.protocol;
  return `${protocol}://${first("x-forwarded-host") ?? request.host}`;
}

const textOf = (value: unknown) => (typeof value === "string" ? value.trim() : undefined);

function checked(validate: ReturnType<typeof compileContract>, request: FastifyRequest): unknown {
  const { params, query, body, headers } = request;
  const faults = faultsOfNul({ params, query, body });
  if (faults.length > 0) throw new PosthornError("invalid", "Invalid input", { fields: faults });
  const result = validate({ params, query, body, headers });
  if ("faults" in result) throw new PosthornError("invalid", "Invalid input", { fields: result.faults });
  return result.input;
}

/** `X-EE-Timeout` in milliseconds; it can only lengthen the wait. */
function requestedTimeout(request: FastifyRequest): number {
  const header = request.headers["x-ee-timeout"];
  if (header === undefined) return 0;
  const text = String(header).trim();
  const value = Number(text);
  if (/^\d+$/.test(text) && value <= MAX_TIMEOUT_MS) return value;
  const message = `"x-ee-timeout" must be an integer from 0 to ${MAX_TIMEOUT_MS}`;
  throw new PosthornError("invalid", "Invalid input", {
    fields: [{ message, key: "x-ee-timeout", path: "headers.x-ee-timeout" }],
  });
}

/** Aborts when the caller goes away, and, as long as no stream has begun, when the time is up. */
function callSignal(reply: FastifyReply, timeoutMs: number, streams: boolean, agentLeft?: AbortSignal) {
  const controller = new AbortController();
  const onClose = () => {
    if (!reply.raw.writableFinished) controller.abort(new PosthornError("unavailable", "The caller went away"));
  };
  // The caller may have left while it was being admitted.
  if (reply.raw.closed || agentLeft?.aborted === true) onClose();
  else {
    reply.raw.once("close", onClose);
    agentLeft?.addEventListener("abort", onClose, { once: true });
  }
  const timer = setTimeout(
    () => controller.abort(new PosthornError("timeout", "Timeout waiting for the mailbox", { code: "Timeout" })),
    timeoutMs,
  );
  return {
    signal: controller.signal,
    done() {
      clearTimeout(timer);
      agentLeft?.removeEventListener("abort", onClose);
      // A download goes on after the verb has answered; then the caller leaving must still end it.
      if (!streams) reply.raw.off("close", onClose);
    },
  };
}

const isUnchanged = (answer: unknown): answer is Unchanged =>
  typeof answer === "object" && answer !== null && "isUnchanged" in answer;

function sendStream(reply: FastifyReply, answer: StreamedAnswer): FastifyReply {
  // A mail can say anything here.
  const isHeaderText = /^[\x20-\x7e]+$/.test(answer.contentType);
  return reply
    .header("Content-Type", isHeaderText ? answer.contentType : "application/octet-stream")
    .header(
      "Content-Disposition",
      answer.disposition ?? contentDisposition(answer.filename, { isInline: answer.isInline ?? false }),
    )
    .headers({ ...SAFE_CONTENT, ...answer.headers })
    .send(answer.content);
}
