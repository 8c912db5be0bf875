import { type FakeImap, startFakeImap } from "@posthorn/fakes/imap";
import { afterEach, describe, expect, it } from "vitest";
import { mail, openSession, type Session } from "./quirks/testing.ts";

describe("a server that won't store a message", () => {
  let server: FakeImap;
  let session: Session;
  const start = async (options: Parameters<typeof startFakeImap>[0] = {}) => {
    server = await startFakeImap(options);
    session = await openSession(server);
  };
  afterEach(async () => {
    await session.close();
    await server.stop();
  });
  const append = (flags?: string[]) =>
    session.backend.append("INBOX", Buffer.from(mail("new")), flags ? { flags } : {});

  it.each([
    ["[TOOBIG] Too large for you", false],
    ["[OVERQUOTA] Mailbox is full", true],
    ["Not today", false],
  ])("is quoted: %s", async (words, temporary) => {
    await start();
    server.once("APPEND", (call) => call.no(words));
    await expect(append()).rejects.toMatchObject({
      kind: "refused",
      code: "UploadFail",
      temporary,
      extra: { info: { response: words } },
    });
    // The connection is still good.
    expect(await append()).toMatchObject({ path: "INBOX", uid: 1 });
  });

  it("is asked for a mailbox that it does not have", async () => {
    await start();
    await expect(session.backend.append("Nowhere", Buffer.from(mail("new")), {})).rejects.toMatchObject({
      kind: "not_found",
      code: "FolderNotFound",
    });
  });

  it("gets no flags that are none", async () => {
    await start();
    const { id = "" } = await append(["\\seen", "$Label1", "two words", "(", "\\Recent", "a\r\nLOGOUT"]);
    expect((await session.backend.getMessage(id, {})).flags).toEqual(["\\Seen", "$Label1"]);
  });

  it("tells where the message is, if it can", async () => {
    await start({ capabilities: ["IMAP4rev1", "IDLE"] });
    expect(await append()).toEqual({ path: "INBOX" });
  });
});
