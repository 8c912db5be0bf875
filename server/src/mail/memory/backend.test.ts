import { describe, expect, it } from "vitest";
import { SendError } from "../../core/mail-backend.ts";
import { keepsTheMailboxPromises, mail, type TestAccount } from "../conformance.ts";
import { MemoryNotes } from "../conformance-notes.ts";
import { createMemoryBackend } from "./backend.ts";
import { MemoryMailServer } from "./mail-server.ts";

async function start(): Promise<TestAccount> {
  const server = new MemoryMailServer();
  const notes = new MemoryNotes();
  return {
    notes,
    open: () => createMemoryBackend(server, notes),
    deliver: async (message, mailbox) => void server.deliver(message, mailbox),
    createMailbox: async (path) => server.createMailbox(path),
    deleteMailbox: async (path) => server.deleteMailbox(path),
    renumber: async (mailbox) => server.renumber(mailbox),
    disconnect: async () => server.disconnect(),
    async close() {},
  };
}

keepsTheMailboxPromises("memory", start);

describe("the knobs of the memory server", () => {
  const backendOf = (server: MemoryMailServer) => createMemoryBackend(server, new MemoryNotes());
  const outgoing = (to: string[], beforeHandOff = async () => {}) => ({
    content: Buffer.from(mail("out")),
    envelope: { from: "a@example.com", to },
    beforeHandOff,
  });

  it("record what was sent, once it was released", async () => {
    const server = new MemoryMailServer();
    const backend = backendOf(server);
    const reason = new Error("lease lost");
    const denied = backend.send(
      outgoing(["b@example.com"], () => Promise.reject(reason)),
      {},
    );
    await expect(denied).rejects.toMatchObject({ name: "SendError", code: "ENOTRELEASED", cause: reason });
    expect(server.sent).toEqual([]);
    expect(await backend.send(outgoing(["b@example.com"]), {})).toMatchObject({
      accepted: ["b@example.com"],
      rejected: [],
    });
    expect(server.sent[0]?.envelope.to).toEqual(["b@example.com"]);
  });

  it("refuse recipients, some or all", async () => {
    const server = new MemoryMailServer();
    server.refuse(/^bad@/, "550 No such user");
    const backend = backendOf(server);
    expect(await backend.send(outgoing(["bad@example.com", "b@example.com"]), {})).toMatchObject({
      accepted: ["b@example.com"],
      rejected: [{ address: "bad@example.com", response: "550 No such user" }],
    });
    await expect(backend.send(outgoing(["bad@example.com"]), {})).rejects.toMatchObject({
      smtpResponseCode: 550,
      permanent: true,
    });
  });

  it("fail the next call of a kind, and only that", async () => {
    const server = new MemoryMailServer();
    const backend = backendOf(server);
    server.failNext("send", new SendError("busy", { smtpResponseCode: 421 }));
    await backend.listMailboxes({ counters: false });
    await expect(backend.send(outgoing(["b@example.com"]), {})).rejects.toMatchObject({ smtpResponseCode: 421 });
    await backend.send(outgoing(["b@example.com"]), {});
    expect(server.sent).toHaveLength(1);
  });
});
