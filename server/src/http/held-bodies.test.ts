import { connect, type Socket } from "node:net";
import Fastify, { type FastifyInstance } from "fastify";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { sendError } from "./errors.ts";
import { boundHeldBodies } from "./held-bodies.ts";

const MB = 1024 * 1024;

describe("boundHeldBodies", () => {
  let app: FastifyInstance;
  const open: Socket[] = [];
  beforeEach(async () => {
    app = Fastify({ bodyLimit: 4 * MB });
    app.setErrorHandler((error, request, reply) => void sendError(error, request, reply, "en"));
    boundHeldBodies(app, 5 * MB);
    app.post("/", (request) => ({ length: JSON.stringify(request.body).length }));
    await app.listen({ host: "127.0.0.1", port: 0 });
  });
  afterEach(async () => {
    for (const socket of open.splice(0)) socket.destroy();
    await app.close();
  });
  const port = () => (app.server.address() as { port: number }).port;

  /** A request that has begun and does not go on; its answer, once there is one. */
  function begin(headers: string, start = '"'): { socket: Socket; answer(): string } {
    const socket = connect(port(), "127.0.0.1");
    open.push(socket);
    let text = "";
    socket.on("data", (data) => (text += String(data)));
    socket.on("error", () => {});
    socket.write(`POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n${headers}\r\n\r\n${start}`);
    return { socket, answer: () => text };
  }
  const answered = (call: { answer(): string }, what: string) =>
    expect.poll(call.answer, { timeout: 30_000 }).toContain(what);
  const small = () => app.inject({ method: "POST", url: "/", payload: { a: 1 } });

  it("lets large bodies in as long as there is room, small ones always, and tells the others to come again", async () => {
    const first = begin(`Content-Length: ${3 * MB}`);
    await expect.poll(async () => (await refusedNow()).includes("503"), { timeout: 30_000 }).toBe(true);
    expect(first.answer()).toBe("");
    expect((await small()).statusCode).toBe(200);
    // Who hangs up leaves room.
    first.socket.destroy();
    await expect.poll(async () => (await refusedNow()).includes("503"), { timeout: 30_000 }).toBe(false);
  });

  it("gives the room back with the answer", async () => {
    for (let call = 0; call < 4; call++) {
      const whole = begin(`Content-Length: ${3 * MB}`);
      whole.socket.write("x".repeat(3 * MB - 2));
      whole.socket.write('"');
      await answered(whole, "200 OK");
    }
  });

  it("takes a body of unknown length for the longest that there may be", async () => {
    const first = begin("Transfer-Encoding: chunked", '1\r\n"\r\n');
    await expect.poll(async () => (await refusedNow()).includes("503"), { timeout: 30_000 }).toBe(true);
    first.socket.destroy();
  });

  /** What somebody with a large body is told within a moment: nothing means that it was let in. */
  async function refusedNow(): Promise<string> {
    const call = begin(`Content-Length: ${3 * MB}`);
    const { socket } = call;
    await new Promise((resolve) => setTimeout(resolve, 50));
    const text = call.answer();
    if (text !== "") expect(text).toMatch(/retry-after: 1/i);
    socket.destroy();
    await new Promise((resolve) => setTimeout(resolve, 50));
    return text;
  }
});
