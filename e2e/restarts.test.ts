import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { Agent, request } from "node:http";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

describe("a service whose socket somebody else holds, as systemd does", () => {
  it("is restarted without losing a request", async () => {
    const dataDir = await mkdtemp(join(tmpdir(), "posthorn-restarts-"));
    const socket = createServer().listen(0, "127.0.0.1");
    await once(socket, "listening");
    const { port } = socket.address() as AddressInfo;
    // Node.js hands a descriptor on and has no other name for it.
    const { fd } = (socket as unknown as { _handle: { fd: number } })._handle;
    const env = { ...process.env, POSTHORN_DATA_DIR: dataDir, POSTHORN_REQUIRE_API_AUTH: "false" };
    const holder = spawn(process.execPath, [here("socket-holder.mjs"), here("../server/dist/main.js")], {
      cwd: dataDir,
      env: { ...env, POSTHORN_LOG_LEVEL: "error", POSTHORN_DATABASE_URL: "" },
      stdio: ["ignore", "inherit", "inherit", fd, "ipc"],
    });
    const told = async () => ((await once(holder, "message")) as [unknown])[0];
    expect(await told()).toBe("started");
    // From here on only the holder has it.
    socket.close();

    await call(port, new Agent(), "POST", "/v1/account", JSON.stringify({ account: "ada", name: "Ada" }));
    let isOver = false;
    const outcomes = new Map<string, number>();
    const caller = async (agent: Agent, number: number) => {
      for (let count = 0; !isOver; count++) {
        const outcome = await add(port, agent, `caller${number}-${count}@example.com`);
        outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      }
    };
    const callers = [0, 1, 2, 3].map((number) => caller(new Agent({ keepAlive: false }), number));
    for (let restart = 0; restart < 3; restart++) {
      const before = outcomes.get("200") ?? 0;
      await expect.poll(() => outcomes.get("200") ?? 0, { timeout: 40_000 }).toBeGreaterThan(before + 20);
      holder.send("restart");
      expect(await told()).toBe(0);
    }
    isOver = true;
    await Promise.all(callers);
    const added = outcomes.get("200") ?? 0;
    expect([...outcomes.keys()]).toEqual(["200"]);
    expect(await listed(port)).toBe(added);
    console.log(`3 restarts: ${added} requests, each on a connection of its own, all answered with 200`);
    holder.disconnect();
    await once(holder, "exit");
    await rm(dataDir, { recursive: true, force: true });
  });
});

/** Asks for something to be stored; the status, or the error of the connection. */
const add = (port: number, agent: Agent, recipient: string) =>
  call(port, agent, "POST", "/v1/blocklist/restarts", JSON.stringify({ account: "ada", recipient })).then(
    ({ status }) => String(status),
    (error: NodeJS.ErrnoException) => error.code ?? error.message,
  );

async function listed(port: number): Promise<unknown> {
  const { body } = await call(port, new Agent(), "GET", "/v1/blocklist/restarts");
  return (JSON.parse(body) as { total: number }).total;
}

function call(port: number, agent: Agent, method: string, path: string, body = "") {
  return new Promise<{ status: number | undefined; body: string }>((resolve, reject) => {
    const headers = body === "" ? {} : { "content-type": "application/json" };
    const sent = request({ port, host: "127.0.0.1", method, path, agent, headers }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
      response.on("end", () => resolve({ status: response.statusCode, body: text }));
      response.on("error", reject);
    });
    sent.on("error", reject);
    sent.end(body);
  });
}
