/**
 * The least an HTTP server can do: it answers GET with a small object, and POST once the body is in
 * a file and that file is flushed, with one flush for all who wait.
 */
import { open } from "node:fs/promises";
import { createServer } from "node:http";
import { servePeer } from "../peer.ts";

const file = await open(process.argv[2] ?? "", "a");
let waiting: (() => void)[] = [];
let bodies: Buffer[] = [];
let isFlushing = false;

async function flush(): Promise<void> {
  isFlushing = true;
  while (waiting.length > 0) {
    const [done, content] = [waiting, bodies];
    [waiting, bodies] = [[], []];
    await file.appendFile(Buffer.concat(content));
    await file.datasync();
    for (const answer of done) answer();
  }
  isFlushing = false;
}

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    const answer = () => {
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ response: "ok" }));
    };
    if (request.method === "GET") return answer();
    const body = Buffer.concat(chunks);
    JSON.parse(body.toString());
    bodies.push(body);
    waiting.push(answer);
    if (!isFlushing) void flush();
  });
});
server.listen(0, "127.0.0.1", () => {
  const { port } = server.address() as { port: number };
  servePeer<object, { url: string }>({ url: `http://127.0.0.1:${port}` }, async () => ({ url: "" }));
});
