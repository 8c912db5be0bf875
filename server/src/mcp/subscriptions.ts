import type { InMemoryServerEventBus } from "@modelcontextprotocol/server";
import { findAgentToken } from "../services/mcp/agent-token.ts";
import type { Context } from "../services/context.ts";
import type { AgentMessage } from "../services/mcp/agent-door.ts";
import { mcpClosedBy } from "../services/mcp/is-open.ts";
import type { LiveCalls } from "../services/streams/live-calls.ts";
import { accountOfUri, accountUri } from "./account-uri.ts";
import { readResource } from "./resources.ts";

/** Addresses that one stream hears of; those beyond are left out. */
const MOST_URIS = 20;
const CHECKS_AT_ONCE = 5;
/** Open streams of one token on this node. */
const MOST_STREAMS = 4;
/** A pause that another node was told of is noticed this soon, where the hint of it got lost. */
const LOOK_AGAIN_MS = 15_000;

type Bus = Pick<InMemoryServerEventBus, "publish">;

/** An address as it is written when a change is told, however it was encoded. */
const asTold = (uri: string) => accountUri(accountOfUri(uri) ?? "");

/** The streams by which agents hear of changed accounts. */
export interface Subscriptions {
  /** Keeps a place for a stream; null where the agent has as many as it may have. */
  take(message: AgentMessage): { leave(): void; keep(end: () => void): void } | null;
  /** Of the addresses asked for, those that the agent may read. */
  allowed(message: AgentMessage, uris: readonly string[]): Promise<string[]>;
  /** Where changes are to be told. */
  tellTo(bus: Bus): void;
  close(): void;
}

export function createSubscriptions(ctx: Context, liveCalls: LiveCalls): Subscriptions {
  /** By token; `null` are those that came without one. */
  const counts = new Map<string | null, number>();
  const open = new Map<() => void, string | null>();
  let bus: Bus | null = null;

  const endWhere = (isOver: (token: string | null) => boolean) => {
    for (const [end, token] of open) if (isOver(token)) end();
  };
  const stopListening = ctx.storage.onHint((topic) => {
    if (topic.startsWith("state:")) bus?.publish({ kind: "resource_updated", uri: accountUri(topic.slice(6)) });
    else if (topic.startsWith("agent:") && open.size > 0) void endPaused(topic.slice(6));
  });
  const stopWatching = ctx.settings.onChange(() => {
    if (open.size > 0 && mcpClosedBy(ctx) !== null) endWhere(() => true);
  });

  async function endPaused(id: string): Promise<void> {
    try {
      const token = await findAgentToken(ctx, id);
      if (token === undefined || token.pausedAt !== null) endWhere((one) => one === id);
    } catch (error) {
      ctx.log.warn({ err: error }, "Agents can't be looked up right now");
    }
  }

  return {
    take({ agent }) {
      const id = agent.token?.id ?? null;
      const count = counts.get(id) ?? 0;
      if (count >= MOST_STREAMS) return null;
      counts.set(id, count + 1);
      let stop = () => {};
      let isOver = false;
      return {
        keep(end) {
          let lookAt = ctx.now() + LOOK_AGAIN_MS;
          open.set(end, id);
          const remove = liveCalls.add(
            {
              end,
              keepAlive(now) {
                if (mcpClosedBy(ctx) !== null) return end();
                if (id === null || now < lookAt) return;
                lookAt = now + LOOK_AGAIN_MS;
                void endPaused(id);
              },
            },
            { token: agent.token, session: null },
          );
          stop = () => {
            open.delete(end);
            remove();
          };
          if (isOver) stop();
        },
        leave() {
          if (isOver) return;
          isOver = true;
          stop();
          const left = (counts.get(id) ?? 1) - 1;
          if (left === 0) counts.delete(id);
          else counts.set(id, left);
        },
      };
    },
    async allowed(message, uris) {
      const asked = [...new Set(uris)].slice(0, MOST_URIS);
      const readable: string[] = [];
      for (let at = 0; at < asked.length; at += CHECKS_AT_ONCE) {
        const portion = asked.slice(at, at + CHECKS_AT_ONCE);
        const found = await Promise.all(portion.map((uri) => readResource(message, uri)));
        readable.push(...portion.filter((_uri, index) => found[index] !== null).map(asTold));
      }
      return readable;
    },
    tellTo(given) {
      bus = given;
    },
    close() {
      stopListening();
      stopWatching();
    },
  };
}
