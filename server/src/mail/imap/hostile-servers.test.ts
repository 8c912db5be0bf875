import {
  bye,
  cut,
  cutInLiteral,
  endless,
  endlessLiteral,
  garbage,
  halfOpen,
  type Handler,
  hang,
  hugeLiteral,
  refuse,
} from "@posthorn/fakes/imap/deeds";
import { type FakeImap, startFakeImap } from "@posthorn/fakes/imap";
import { createServer } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { PosthornError } from "../../core/errors.ts";
import { silentLog } from "../../core/log.ts";
import { MemoryNotes } from "../conformance-notes.ts";
import { Watcher } from "../conformance-watcher.ts";
import { openBackend } from "../open.ts";
import { imapAccount } from "./testing.ts";

const IMPATIENT = {
  connectMs: 400,
  greetingMs: 400,
  setupMs: 600,
  watchSilenceMs: 400,
  requestSilenceMs: 400,
  commandMs: 600,
  pollMs: 1000,
};

const openOn = (server: { host: string; port: number }) => {
  const account = imapAccount({ ...server, user: "victim", password: "secret" });
  const smtp = { send: () => Promise.reject(new Error("not in this test")) };
  return openBackend(account, new MemoryNotes(), { log: silentLog, smtp, timeouts: IMPATIENT });
};

/** A server that behaves, until it is told otherwise; INBOX holds one message. */
async function startHostile(): Promise<FakeImap> {
  const server = await startFakeImap({ capabilities: ["IMAP4rev1", "IDLE"] });
  server.store.deliver("INBOX", "Subject: x\r\n\r\n");
  return server;
}

/** Resolves when nothing is open any more. */
async function allClosed(server: { readonly connections: number }) {
  await expect.poll(() => server.connections, { timeout: 30_000 }).toBe(0);
}

describe("a hostile IMAP server", () => {
  const faults: unknown[] = [];
  const note = (error: unknown) => faults.push(error);
  beforeEach(() => {
    faults.length = 0;
    process.on("unhandledRejection", note);
    process.on("uncaughtException", note);
  });
  afterEach(() => {
    process.off("unhandledRejection", note);
    process.off("uncaughtException", note);
    expect(faults).toEqual([]);
  });

  const deeds: Record<string, () => Handler> = {
    bye,
    cut,
    cutInLiteral,
    endless,
    endlessLiteral,
    garbage,
    halfOpen,
    hang,
    hugeLiteral,
  };
  const phases = ["GREETING", "CAPABILITY", "LOGIN", "LIST", "SELECT", "FETCH"];

  for (const phase of phases)
    it(`ends the watch and requests in time whatever it does at ${phase}`, async () => {
      await Promise.all(
        Object.entries(deeds).map(async ([name, deed]) => {
          const server = await startHostile();
          server.on(phase, deed());
          const backend = openOn(server);
          const watcher = new Watcher(backend, new MemoryNotes());
          const request = backend.listMessages("INBOX", { page: 0, pageSize: 5, signal: AbortSignal.timeout(1500) });
          const [failure, outcome] = await Promise.all([watcher.ended, request.catch((error: unknown) => error)]);
          expect(failure, name).toMatchObject({ name: "ConnectFailure", reason: "connection" });
          expect(String((failure as Error).message), name).not.toBe("");
          // Listing needs no LIST, so there a request may well succeed.
          if (phase !== "LIST") expect(outcome, name).toBeInstanceOf(PosthornError);
          await backend.close();
          if (name !== "halfOpen") await allClosed(server);
          await server.stop();
        }),
      );
    });

  it("ends the watch when it goes silent or mad while listening", async () => {
    for (const deed of [hang, halfOpen, cut, bye, cutInLiteral, hugeLiteral, endlessLiteral]) {
      const server = await startHostile();
      server.on("IDLE", deed());
      const backend = openOn(server);
      const watcher = new Watcher(backend, new MemoryNotes());
      expect(await watcher.ended, deed.name).toMatchObject({ name: "ConnectFailure", reason: "connection" });
      expect(watcher.subjects, deed.name).toEqual(["x"]);
      await backend.close();
      if (deed !== halfOpen) await allClosed(server);
      await server.stop();
    }
  });

  it("is told apart from one that refuses the credentials", async () => {
    const answers: [string, "authentication" | "connection"][] = [
      ["[AUTHENTICATIONFAILED] Wrong password", "authentication"],
      ["Invalid login or password", "authentication"],
      ["[UNAVAILABLE] Directory is down", "connection"],
      ["[INUSE] Somebody else is here", "connection"],
      ["[LIMIT] Enough of you", "connection"],
      ["Too many simultaneous connections", "connection"],
    ];
    for (const [answer, reason] of answers) {
      const server = await startHostile();
      server.on("LOGIN", refuse(answer));
      const backend = openOn(server);
      const failure = await new Watcher(backend, new MemoryNotes()).ended;
      expect(failure, answer).toMatchObject({ name: "ConnectFailure", reason });
      expect((failure as { response?: string }).response).toBe(answer);
      await backend.close();
      await server.stop();
    }
  });

  it("need not even be there", async () => {
    const nobody = createServer();
    await new Promise<void>((resolve) => nobody.listen(0, "127.0.0.1", resolve));
    const { port } = nobody.address() as { port: number };
    await new Promise((resolve) => nobody.close(resolve));
    const backend = openOn({ host: "127.0.0.1", port });
    expect(await new Watcher(backend, new MemoryNotes()).ended).toMatchObject({
      reason: "connection",
      serverResponseCode: "ECONNREFUSED",
    });
    await expect(backend.listMailboxes({ counters: false })).rejects.toMatchObject({
      kind: "unavailable",
      code: "IMAPUnavailable",
    });
    await backend.close();
  });

  it("can't hold up who stops waiting", async () => {
    const server = await startHostile();
    server.on("FETCH", hang());
    const backend = openOn(server);
    const signal = AbortSignal.timeout(100);
    await expect(backend.listMessages("INBOX", { page: 0, pageSize: 5, signal })).rejects.toMatchObject({
      kind: "timeout",
    });
    await allClosed(server);
    await backend.close();
    await server.stop();
  });
});
