import type { Contract } from "@posthorn/contracts/contract";
import type { Agent } from "./admit-agent.ts";

/** One message of an agent that was let in. */
export interface AgentMessage {
  readonly agent: Agent;
  /** The body, parsed, whatever it is. */
  readonly body: unknown;
  readonly headers: Headers;
  /** Aborts when the agent went away. */
  readonly signal: AbortSignal;
  /** Makes a call of the API as the agent; what it may not do is answered with a 403, as others are told. */
  call(call: ApiCall): Promise<ApiAnswer>;
}

export interface ApiCall {
  /** The operation that is meant. Should the path lead to another one, the call is refused. */
  readonly contract: Contract;
  /** The path, with its query. */
  readonly url: string;
  readonly body?: unknown;
}

export interface ApiAnswer {
  readonly status: number;
  /** Without parameters. */
  readonly contentType: string;
  /** Has to be read to its end, or destroyed. */
  readonly content: NodeJS.ReadableStream & AsyncIterable<Buffer> & { destroy(): void };
}

/** What answers agents. */
export interface AgentDoor {
  answer(message: AgentMessage): Promise<Response>;
}
