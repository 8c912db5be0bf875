import { type Contract, pathTemplate } from "@posthorn/contracts/contract";
import type { AdminLogChange } from "@posthorn/contracts/admin-log";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { SignInMethod } from "@posthorn/contracts/roles";
import { PosthornError } from "../core/errors.ts";
import type { Context } from "../services/context.ts";

/** What is known of a request that somebody who signs in may have made. */
interface Doer {
  user: { id: string; name: string } | null;
  how: SignInMethod | null;
  code: string | null;
  changes: readonly AdminLogChange[] | null;
}

const doers = new WeakMap<FastifyRequest, Doer>();

function doerOf(request: FastifyRequest): Doer {
  let doer = doers.get(request);
  if (doer === undefined) doers.set(request, (doer = { user: null, how: null, code: null, changes: null }));
  return doer;
}

/** Says who makes the request; `how` where this is a sign-in. */
export function identify(request: FastifyRequest, user: Doer["user"], how: SignInMethod | null): void {
  const doer = doerOf(request);
  doer.user = user && { id: user.id, name: user.name };
  doer.how = how;
}

/** Keeps the word for what the request failed with. */
export function noteFailure(request: FastifyRequest, error: unknown): void {
  if (error instanceof PosthornError) doerOf(request).code = error.code ?? null;
}

/** Keeps what the request changed. */
export function noteChanges(request: FastifyRequest, changes: readonly AdminLogChange[]): void {
  doerOf(request).changes = changes;
}

/** Reading mail is worth to be known, other reading is what a dashboard does all day. */
const READ_MAIL: readonly string[] = ["message", "export"];

/** The parameters that say what a call is about. A token's is none of them: its value may stand there. */
const TARGETS = [
  "account",
  "user",
  "gateway",
  "template",
  "app",
  "endpoint",
  "rule",
  "webhookRoute",
  "listId",
  "queue",
  "certificate",
];

/** Answers to what was refused before anything was tried: however often strangers come, nothing is to be known of it. */
const NOT_TRIED: readonly number[] = [400, 413, 415, 429];

/**
 * Writes down what somebody who signed in did, and tries to sign in. What only reads is left out, save mail; what was
 * refused is not.
 */
export function writeDown(
  ctx: Context,
  contract: Contract,
  request: FastifyRequest,
  reply: FastifyReply,
  address: () => string | null,
): void {
  const { user = null, how = null, code = null, changes = null } = doers.get(request) ?? {};
  const { method, scope, action, group, tag } = contract;
  const isAttempt = scope === null && tag === "Dashboard" && method !== "GET";
  if (user === null && (!isAttempt || NOT_TRIED.includes(reply.statusCode))) return;
  if (action === "read" && !isAttempt && !READ_MAIL.includes(group) && reply.statusCode !== 403) return;
  const params = (request.params ?? {}) as Record<string, string | undefined>;
  ctx.adminAudit.note({
    at: ctx.now(),
    user: user?.id ?? null,
    userName: user?.name ?? null,
    address: address(),
    method: method.toLowerCase(),
    path: pathTemplate(contract),
    action,
    group,
    target: TARGETS.map((name) => params[name]).find((value) => value !== undefined) ?? null,
    how,
    status: reply.statusCode,
    code: reply.statusCode < 400 ? null : code,
    changes: changes && JSON.stringify(changes),
  });
}
