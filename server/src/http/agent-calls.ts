import { randomUUID } from "node:crypto";
import type { Readable } from "node:stream";
import type { Contract } from "@posthorn/contracts/contract";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Agent } from "../services/mcp/admit-agent.ts";
import type { ApiAnswer, ApiCall } from "../services/mcp/agent-door.ts";

/** A call of the API that an agent makes, who was let in at its own door. */
export interface AgentCall {
  readonly agent: Agent;
  /** The operation that is meant. */
  readonly contract: Contract;
  /** Aborts when the agent went away. */
  readonly signal: AbortSignal;
}

/** Calls that agents make take the way of every call of the API, only that they come from within this process. */
export interface AgentCalls {
  make(app: FastifyInstance, from: FastifyRequest, who: Omit<AgentCall, "contract">, call: ApiCall): Promise<ApiAnswer>;
  /** The agent that makes a request; undefined where it came from outside. */
  of(request: FastifyRequest): AgentCall | undefined;
}

const TICKET = "x-posthorn-agent-call";

/** Headers of the agent's own request that count for what it calls, too. */
const PASSED_ON = [
  "accept-language",
  "host",
  "user-agent",
  "x-ee-locale",
  "x-ee-timeout",
  "x-forwarded-host",
  "x-forwarded-proto",
];

export function createAgentCalls(): AgentCalls {
  /** By a random ticket that only this process knows, for as long as the call runs. */
  const running = new Map<string, AgentCall>();

  return {
    async make(app, from, who, { contract, url, body }) {
      const ticket = randomUUID();
      running.set(ticket, { ...who, contract });
      try {
        const passedOn = PASSED_ON.flatMap((name) =>
          from.headers[name] === undefined ? [] : [[name, from.headers[name]] as const],
        );
        const answer = await app.inject({
          method: contract.method,
          url,
          headers: { ...Object.fromEntries(passedOn), "x-request-id": from.id, [TICKET]: ticket },
          ...(who.agent.remoteAddress !== null && { remoteAddress: who.agent.remoteAddress }),
          ...(body !== undefined && { payload: body as object }),
          payloadAsStream: true,
        });
        return {
          status: answer.statusCode,
          contentType: String(answer.headers["content-type"] ?? "").split(";")[0] ?? "",
          content: answer.stream() as Readable,
        };
      } finally {
        running.delete(ticket);
      }
    },
    of: (request) => {
      const ticket = request.headers[TICKET];
      return typeof ticket === "string" ? running.get(ticket) : undefined;
    },
  };
}
