import { say } from "@posthorn/fakes/imap/deeds";
import { type FakeImap, startFakeImap } from "@posthorn/fakes/imap";
import { MODERN } from "@posthorn/fakes/imap/options";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { mail, openSession, type Session } from "./quirks/testing.ts";

describe("the category of a message in Gmail's inbox", () => {
  let server: FakeImap;
  let session: Session;
  beforeEach(async () => {
    server = await startFakeImap({ capabilities: [...MODERN.filter((name) => name !== "QRESYNC"), "X-GM-EXT-1"] });
    session = await openSession(server);
    server.store.create("[Gmail]/All Mail", { attributes: ["\\All"] });
    // Gmail's own way of finding; everything here is an update.
    server.on("SEARCH", (call) => say(/category:updates/.test(call.line) ? "* SEARCH 1" : "* SEARCH")(call));
    server.store.deliver("[Gmail]/All Mail", mail("receipt"), { labels: ["\\Inbox"] });
  });
  afterEach(async () => {
    await session.close();
    await server.stop();
  });

  const asked = () => server.received.filter(({ command }) => command === "UID SEARCH").map(({ line }) => line);

  it("is found by asking for one after the other", async () => {
    const watcher = session.watch();
    await watcher.inSync();
    expect(watcher.of("messageNew")[0]?.message).toMatchObject({ subject: "receipt", category: "updates" });
    expect(asked().map((line) => /category:(\w+)/.exec(line)?.[1])).toEqual(["primary", "promotions", "updates"]);
    server.store.deliver("[Gmail]/All Mail", mail("archived"));
    await watcher.until(({ subjects }) => subjects.includes("archived"));
    expect(watcher.of("messageNew")[1]?.message).not.toHaveProperty("category");
    expect(asked()).toHaveLength(3);
    await watcher.stop();
  });

  it("is left out where nobody wants it", async () => {
    const watcher = session.watch({ gmailCategories: false });
    await watcher.inSync();
    expect(watcher.of("messageNew")[0]?.message).not.toHaveProperty("category");
    expect(asked()).toEqual([]);
    await watcher.stop();
  });
});
