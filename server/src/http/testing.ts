import { type IncomingMessage, request } from "node:http";
import { expect, vi } from "vitest";
import type { TestGateway } from "../services/testing.ts";

/** Somebody who listens to a stream of events. */
export interface StreamListener {
  response: IncomingMessage;
  /** Everything so far. */
  text(): string;
  /** The id of the last message that arrived whole. */
  lastId(): string;
  /** The messages so far, of one account if wished. */
  messages(account?: string): Record<string, unknown>[];
  isOver(): boolean;
  leave(): void;
}

/** Listens over a real connection. Resolves when the stream has begun. */
export async function listen(
  gateway: TestGateway,
  token: string | null,
  path: string,
  more: Record<string, string> = {},
): Promise<StreamListener> {
  const { hostname, port } = new URL(gateway.url);
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const headers = { ...(token !== null && { authorization: `Bearer ${token}` }), ...more };
    request({ hostname, port, path, headers, agent: false }, resolve).once("error", reject).end();
  });
  let text = "";
  let isOver = false;
  response.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
  response.on("close", () => (isOver = true)).on("error", () => {});
  const whole = () => text.slice(0, text.lastIndexOf("\n\n") + 1);
  const listener: StreamListener = {
    response,
    text: () => text,
    lastId: () => [...whole().matchAll(/^id: (.*)$/gm)].at(-1)?.[1] ?? "",
    messages: (account) =>
      [...whole().matchAll(/^data:(.*)$/gm)]
        .map(([, data]) => JSON.parse(data ?? "") as Record<string, unknown>)
        .filter((message) => account === undefined || message["account"] === account),
    isOver: () => isOver,
    leave: () => void response.destroy(),
  };
  await soon(() => expect(text).toContain("\n\n"));
  return listener;
}

export const soon = (check: () => unknown) => vi.waitFor(check, { timeout: 20_000, interval: 10 });
