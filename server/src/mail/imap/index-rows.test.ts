import { startDovecot } from "@posthorn/fakes/dovecot";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { silentLog } from "../../core/log.ts";
import { DEFAULT_TIMEOUTS, openConnection } from "./connection.ts";
import { fetchIndexRows } from "./index-rows.ts";
import { imapAccount } from "./testing.ts";

async function openInbox(server: { host: string; port: number; user: string; password: string }) {
  const tools = { log: silentLog, timeouts: DEFAULT_TIMEOUTS, clientInfo: () => ({ name: "test" }) };
  const client = await openConnection(imapAccount(server), "request", tools);
  onTestFinished(() => client.close());
  await client.mailboxOpen("INBOX");
  return client;
}

/** A server with three messages that answers every FETCH with the same lines. */
async function startScripted(rows: string[], answer = "OK") {
  const commands: string[] = [];
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.write("* PREAUTH [CAPABILITY IMAP4rev1] ready\r\n");
    socket.on("data", (chunk) => {
      for (const line of chunk.toString("latin1").split("\r\n").filter(Boolean)) {
        const [tag = "", command = ""] = line.split(" ");
        commands.push(line.slice(tag.length + 1));
        if (command === "SELECT") socket.write("* 3 EXISTS\r\n* OK [UIDVALIDITY 7] ok\r\n* OK [UIDNEXT 40] ok\r\n");
        if (command === "LIST") socket.write('* LIST () "/" INBOX\r\n');
        if (command === "FETCH") socket.write(rows.map((row) => `* ${row}\r\n`).join(""));
        socket.write(`${tag} ${command === "FETCH" ? answer : "OK"} done\r\n`);
      }
    });
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  return { host: "127.0.0.1", port, user: "ada", password: "secret", commands };
}

it("reads what imapflow reads", async () => {
  const dovecot = await startDovecot();
  onTestFinished(() => dovecot.stop());
  for (let i = 0; i < 5; i++) await dovecot.deliver("ada", Buffer.from(`Subject: ${i}\r\n\r\nHello\r\n`));
  const client = await openInbox({ ...dovecot, user: "ada" });
  await client.messageFlagsAdd("2", ["\\Seen", "Odd]Flag"]);
  await client.messageDelete("3");

  const rows = await fetchIndexRows(client, "1:*", { withDates: true });
  const expected = await client.fetchAll("1:*", { uid: true, flags: true, internalDate: true });
  expect(expected).toHaveLength(4);
  const plain = (row: (typeof rows)[number]) => ({
    seq: row.seq,
    uid: row.uid,
    flags: [...(row.flags ?? [])],
    modseq: row.modseq,
    arrived: new Date(row.internalDate ?? "").getTime(),
  });
  expect(rows.map(plain)).toEqual(expected.map(plain));
});

it("asks for the time of arrival only when it is wanted", async () => {
  const server = await startScripted([]);
  const client = await openInbox(server);
  await fetchIndexRows(client, "1:3", { withDates: false });
  await fetchIndexRows(client, "1:3", { withDates: true });
  expect(server.commands.filter((line) => line.startsWith("FETCH"))).toEqual([
    "FETCH 1:3 (UID FLAGS)",
    "FETCH 1:3 (UID FLAGS INTERNALDATE)",
  ]);
});

it("joins what a server says in pieces, and reads nothing into what makes no sense", async () => {
  const server = await startScripted([
    "1 FETCH (UID 11)",
    "1 FETCH (FLAGS (\\Seen))",
    "2 FETCH (FLAGS NIL UID 12)",
    "3 FETCH (UID 99999999999 FLAGS (a b) X-ODD (1 2))",
    "3 FETCH NIL",
    "77 FETCH (FLAGS ())",
  ]);
  const client = await openInbox(server);
  expect(await fetchIndexRows(client, "1:3", { withDates: false })).toEqual([
    { seq: 1, uid: 11, flags: new Set(["\\Seen"]) },
    { seq: 2, uid: 12 },
    { seq: 3, uid: 0, flags: new Set(["a", "b"]) },
    { seq: 77, uid: 0, flags: new Set() },
  ]);
});

it("rejects as imapflow does when the server refuses", async () => {
  const client = await openInbox(await startScripted([], "NO"));
  await expect(fetchIndexRows(client, "1:3", { withDates: false })).rejects.toMatchObject({ responseStatus: "NO" });
});
