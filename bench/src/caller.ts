import { Agent, request } from "node:http";

/** Calls the HTTP API over connections that stay open, with as little of its own as possible. */
export interface Caller {
  call<T = unknown>(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<T>;
  /** Reads an answer to its end and drops it. */
  drain(path: string, signal?: AbortSignal): Promise<Drained>;
  close(): void;
}

export interface Drained {
  /** Bytes of the body. */
  size: number;
  /** When its first ones came (`performance.now()`). */
  firstAt: number;
}

export function createCaller(url: string, token: string): Caller {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const authorization = `Bearer ${token}`;
  return {
    call: <T>(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
      new Promise<T>((resolve, reject) => {
        const content = body === undefined ? undefined : JSON.stringify(body);
        const more =
          content === undefined
            ? {}
            : { "content-type": "application/json", "content-length": String(Buffer.byteLength(content)) };
        const call = request(
          url + path,
          { method, agent, headers: { authorization, ...more, ...headers } },
          (answer) => {
            const chunks: Buffer[] = [];
            answer.on("data", (chunk: Buffer) => chunks.push(chunk));
            answer.on("error", reject);
            answer.on("end", () => {
              const text = Buffer.concat(chunks).toString();
              if (answer.statusCode === 200) resolve(JSON.parse(text) as T);
              else reject(new Error(`${method} ${path} was answered with ${answer.statusCode}: ${text}`));
            });
          },
        );
        call.on("error", reject);
        call.end(content);
      }),
    drain: (path, signal) =>
      new Promise((resolve, reject) => {
        const call = request(url + path, { agent, headers: { authorization }, ...(signal && { signal }) }, (answer) => {
          let size = 0;
          let firstAt = 0;
          answer.once("data", () => (firstAt = performance.now()));
          answer.on("data", (chunk: Buffer) => (size += chunk.length));
          answer.on("error", reject);
          answer.on("end", () => resolve({ size, firstAt }));
        });
        call.on("error", reject);
        call.end();
      }),
    close: () => agent.destroy(),
  };
}
