import { ImapFlow, type ImapFlowOptions } from "imapflow";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  bye,
  cut,
  cutInLiteral,
  edited,
  endless,
  endlessLiteral,
  freeze,
  garbage,
  halfOpen,
  hang,
  hugeLiteral,
  idleInSilence,
  leaveOut,
  refuse,
  reject,
  replaceIn,
  say,
  slow,
} from "./deeds.ts";
import { type FakeImap, startFakeImap } from "./start.ts";

let server: FakeImap;
const clients: ImapFlow[] = [];
beforeEach(async () => {
  server = await startFakeImap();
  for (const subject of ["one", "two", "three"]) server.store.deliver("INBOX", `Subject: ${subject}\r\n\r\nx\r\n`);
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  await server.stop();
});

async function connect(options: Partial<ImapFlowOptions> = {}): Promise<ImapFlow> {
  const { host, port } = server;
  const auth = { user: "someone", pass: "secret" };
  const client = new ImapFlow({ host, port, secure: false, auth, logger: false, disableAutoIdle: true, ...options });
  client.on("error", () => undefined);
  clients.push(client);
  await client.connect();
  return client;
}

describe("a rule of the fake IMAP server", () => {
  it("counts once, so many times, or from now on, on one connection or all", async () => {
    server.once("NOOP", refuse("Not now"));
    server.on("STATUS", refuse("[INUSE] Never"), { connection: 2 });
    server.on("SELECT", refuse("Later"), { times: 2 });
    const [first, second] = [await connect(), await connect()];
    const words: string[] = [];
    for (const client of [first, second]) {
      words.push(
        await client.mailboxOpen("INBOX").then(
          () => "open",
          (error: Error) => error.message,
        ),
      );
      words.push(String(await client.status("INBOX", { messages: true }).then(Boolean, () => false)));
    }
    words.push((await first.mailboxOpen("INBOX")).path);
    expect(words).toEqual(["Command failed", "true", "Command failed", "false", "INBOX"]);
    expect(server.commands(2)).toContain("STATUS");
    server.behave();
    expect(await second.status("INBOX", { messages: true })).toMatchObject({ messages: 3 });
  });

  it("is a script: it may do a thing, answer late, and say what it likes", async () => {
    const client = await connect();
    await client.mailboxOpen("INBOX");
    server.once("NOOP", async (call) => {
      server.store.deliver("INBOX", "Subject: four\r\n\r\nx\r\n");
      await call.answer();
    });
    await client.noop();
    expect(client.mailbox && client.mailbox.exists).toBe(4);
    server.on("SEARCH", slow(1));
    expect(await client.search({ all: true })).toEqual([1, 2, 3, 4]);
    server.on("LIST", say());
    expect(await client.list()).toEqual([]);
    server.on("COPY", reject("What?"));
    expect(await client.messageCopy("1", "INBOX").catch(() => "refused")).toBeFalsy();
  });

  it("alters rows and leaves them out", async () => {
    const client = await connect();
    await client.mailboxOpen("INBOX");
    const uids = async () => (await client.fetchAll("1:*", { flags: true })).map(({ seq, uid }) => [seq, uid]);
    server.once("FETCH", leaveOut(/^\* 2 FETCH/));
    expect(await uids()).toEqual([
      [1, 1],
      [3, 3],
    ]);
    server.once("FETCH", replaceIn(/ UID 3/, ""));
    expect((await uids())[2]).toEqual([3, undefined]);
    server.once(
      "FETCH",
      edited((response) => response.replace("* 3 FETCH", "* 77 FETCH")),
    );
    expect((await uids())[2]).toEqual([77, 3]);
  });

  it("hides new mail from one connection and shows it to the others", async () => {
    server.on("IDLE", freeze(), { connection: 1 });
    const [blind, seeing] = [await connect(), await connect()];
    await blind.mailboxOpen("INBOX");
    const idling = blind.idle();
    await expect.poll(() => server.commands(1)).toContain("IDLE");
    server.store.deliver("INBOX", "Subject: four\r\n\r\nx\r\n");
    server.store.flag("INBOX", 1, ["\\Seen"]);
    expect((await seeing.mailboxOpen("INBOX")).exists).toBe(4);
    await blind.noop();
    await idling;
    expect(blind.mailbox && blind.mailbox.exists).toBe(3);
    const again = await blind.mailboxOpen("INBOX");
    expect([again.exists, again.uidNext]).toEqual([3, 4]);
    expect(await blind.search({ seen: true }, { uid: true })).toEqual([1]);
  });

  it("idles without a word", async () => {
    server.on("IDLE", idleInSilence());
    const client = await connect();
    await client.mailboxOpen("INBOX");
    const told: number[] = [];
    client.on("exists", ({ count }) => told.push(count));
    const idling = client.idle();
    await expect.poll(() => server.commands()).toContain("IDLE");
    server.store.deliver("INBOX", "Subject: four\r\n\r\nx\r\n");
    await client.status("INBOX", { messages: true });
    await idling;
    expect(told).toEqual([4]);
  });

  it("ends or starves a connection in every way", async () => {
    const impatient = { socketTimeout: 300, maxLiteralSize: 100_000, maxLineLength: 100_000, maxResponseSize: 200_000 };
    const ways = {
      bye: bye(),
      cut: cut(),
      cutInLiteral: cutInLiteral(),
      endlessLiteral: endlessLiteral(),
      garbage: garbage(),
    };
    const silent = { hang: hang(), halfOpen: halfOpen(), hugeLiteral: hugeLiteral(), endless: endless() };
    for (const [name, deed] of Object.entries({ ...ways, ...silent })) {
      server.behave();
      server.on("FETCH", deed);
      const client = await connect(impatient);
      await client.mailboxOpen("INBOX");
      const fetched = client.fetchAll("1", { uid: true }).then(
        () => "answered",
        () => "failed",
      );
      // Whoever talks without end never falls silent either.
      if (name === "endless") setTimeout(() => client.close(), 300);
      expect(await fetched, name).toBe("failed");
    }
    expect(server.received.filter(({ command }) => command === "FETCH")).toHaveLength(9);
  });
});
