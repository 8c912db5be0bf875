import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { createClient } from "@posthorn/client/client";
import { followEvents } from "@posthorn/client/follow-events";
import type { LoggedEvent, LoggedEvents } from "@posthorn/contracts/event-log";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { documentedPage, type DocumentedPage } from "./documented.ts";
import { ENGINES, install, type Installation } from "./installation.ts";

const WRITERS = 5;
const ACCOUNTS_OF_EACH = 30;
const CRASHES = 2;
const PATIENCE_MS = 120_000;

describe.each(ENGINES)("pulling events, on %s", (engine) => {
  let posthorn: Installation;
  let folder: string;
  let page: DocumentedPage;
  beforeAll(async () => {
    posthorn = await install(engine, { POSTHORN_LOG_LEVEL: "warn" });
    folder = await mkdtemp(join(tmpdir(), "posthorn-reader-"));
    page = await documentedPage("events.md");
  });
  afterAll(async () => {
    await posthorn.remove();
    await rm(folder, { recursive: true, force: true });
  });

  /** A piece of the page, for this installation. */
  const here = (code = "") => code.replaceAll("http://127.0.0.1:3000", posthorn.url);

  async function everything(): Promise<LoggedEvent[]> {
    const events: LoggedEvent[] = [];
    for (let query = "limit=1000", hasMore = true; hasMore;) {
      const { body } = await posthorn.call<LoggedEvents>("GET", `/v1/events?${query}`);
      events.push(...body.events);
      ({ hasMore } = body);
      query = `limit=1000&after=${body.cursor}`;
    }
    return events;
  }

  it(
    "misses nothing and invents nothing, however often the reader and the server are killed",
    async () => {
      const program = join(folder, "reader.mjs");
      await writeFile(program, here(page.blocks("js")[0]));
      const read = async () => {
        const text = await readFile(join(folder, "events.jsonl"), "utf8").catch(() => "");
        // The last line may be cut off where its writer was killed.
        return text.split("\n").flatMap((line) => {
          try {
            return [JSON.parse(line) as LoggedEvent];
          } catch {
            return [];
          }
        });
      };
      const startReader = (): ChildProcess =>
        spawn(process.execPath, [program], {
          cwd: folder,
          env: { ...process.env, TOKEN: posthorn.token },
          stdio: "ignore",
        });
      let reader = startReader();
      let isDone = false;
      let kills = 0;
      const killing = (async () => {
        while (!isDone) {
          await new Promise((resolve) => setTimeout(resolve, 100 + Math.random() * 400));
          reader.kill("SIGKILL");
          await once(reader, "exit");
          reader = startReader();
          kills++;
        }
      })();

      const added: string[] = [];
      let crashes = 0;
      let restart = Promise.resolve();
      async function crash(): Promise<void> {
        await posthorn.kill();
        await posthorn.start();
      }
      async function write(writer: number): Promise<void> {
        for (let number = 0; number < ACCOUNTS_OF_EACH; number++) {
          const account = `account-${writer}-${number}`;
          for (;;) {
            await restart;
            const answer = await posthorn
              .call("POST", "/v1/account", { account, name: "Ada", email: "ada@example.com" })
              .catch(() => null);
            if (answer?.status === 200) break;
          }
          added.push(account);
          const isTime = added.length >= ((crashes + 1) * WRITERS * ACCOUNTS_OF_EACH) / (CRASHES + 1);
          if (isTime && crashes < CRASHES) {
            crashes++;
            restart = crash();
          }
        }
      }
      await Promise.all(Array.from({ length: WRITERS }, (_, writer) => write(writer)));
      await restart;
      isDone = true;
      await killing;

      let written: LoggedEvent[] = [];
      await vi.waitFor(
        async () => {
          written = await everything();
          const got = new Set((await read()).map(({ id }) => id));
          expect(written.every(({ id }) => got.has(id))).toBe(true);
          expect(written.length).toBeGreaterThanOrEqual(added.length);
        },
        { timeout: PATIENCE_MS, interval: 200 },
      );
      reader.kill("SIGKILL");
      await once(reader, "exit");
      const got = await read();
      const ids = new Set(got.map(({ id }) => id));
      expect([...ids].toSorted()).toEqual(written.map(({ id }) => id).toSorted());
      const told = written.filter(({ event }) => event === "accountAdded").map(({ account }) => account);
      expect(told.toSorted()).toEqual(added.toSorted());
      console.log(
        `${engine}: ${written.length} events, the reader killed ${kills} times, the server ${crashes} times, 0 missing, ` +
          `0 invented, ${got.length - ids.size} dealt with again`,
      );
    },
    PATIENCE_MS + 60_000,
  );

  it("works by the calls of the page", async () => {
    const [call = "", stream = ""] = page.blocks("sh");
    const env = { ...process.env, TOKEN: posthorn.token };
    const { stdout } = await promisify(execFile)("sh", ["-c", here(call)], { env });
    expect((JSON.parse(stdout) as LoggedEvents).events).toHaveLength(2);
    const listening = spawn("sh", ["-c", `exec ${here(stream)}`], { env, stdio: ["ignore", "pipe", "ignore"] });
    let text = "";
    listening.stdout.on("data", (data: Buffer) => (text += data.toString()));
    await vi.waitFor(() => expect(text).toContain("\n\n"), { timeout: 40_000 });
    await posthorn.call("DELETE", "/v1/account/account-0-0");
    await vi.waitFor(() => expect(text).toMatch(/^event: accountDeleted\ndata: \{"id":/m), { timeout: 40_000 });
    listening.kill("SIGKILL");
    await once(listening, "exit");
  });

  it("goes on in the typed client while the server is restarted", async () => {
    const client = createClient({ baseUrl: posthorn.url, token: posthorn.token });
    const leaving = new AbortController();
    const got: string[] = [];
    const following = (async () => {
      for await (const { account } of followEvents(client.events.list, { types: "accountDeleted" }, leaving))
        got.push(account ?? "");
    })();
    await vi.waitFor(() => expect(got).toEqual(["account-0-0"]), { timeout: 40_000 });
    await posthorn.kill();
    await posthorn.start();
    await posthorn.call("DELETE", "/v1/account/account-0-1");
    await vi.waitFor(() => expect(got).toEqual(["account-0-0", "account-0-1"]), { timeout: 40_000 });
    leaving.abort();
    await following;
  });
});
