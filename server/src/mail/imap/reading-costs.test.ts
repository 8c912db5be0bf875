import { type FakeImap, startFakeImap } from "@posthorn/fakes/imap";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { mail, openSession, type Session } from "./quirks/testing.ts";

const FROM_DAEMON = "Auto-Submitted: auto-replied\r\nX-Failed-Recipients: gone@example.test\r\n";
const WITH_CALENDAR = "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n";

/** What a message costs in questions to the server. */
describe("reading a message", () => {
  let server: FakeImap;
  let session: Session;
  beforeEach(async () => {
    server = await startFakeImap();
    session = await openSession(server);
  });
  afterEach(async () => {
    await session.close();
    await server.stop();
  });

  const deliver = (message: string) => void server.store.deliver("INBOX", message);
  const calendar = () =>
    `${mail("calendar", WITH_CALENDAR)}--b\r\n\r\nHello\r\n--b\r\nContent-Type: text/calendar\r\n\r\nBEGIN:VCALENDAR\r\n--b--\r\n`;
  const asking = async (work: () => Promise<unknown>) => {
    const before = server.received.length;
    await work();
    return server.received
      .slice(before)
      .map(({ line }) => line.replace(/^\S+ /, ""))
      .filter((line) => /FETCH/.test(line));
  };
  const ids = async () => (await session.listInbox()).messages.map(({ id }) => id);

  it("is one question once it was listed, its text included", async () => {
    deliver(mail("ordinary"));
    const [id = ""] = await ids();
    const { backend } = session;
    expect(await asking(() => backend.getMessage(id, {}))).toHaveLength(1);
    expect(await asking(() => backend.getMessage(id, { textType: "*" }))).toHaveLength(1);
    expect(await asking(() => backend.getMessage(id, { calendarEvents: true }))).toHaveLength(1);
  });

  it("is one question more for what may be a bounce, and for calendars that somebody wants", async () => {
    deliver(mail("bounce", FROM_DAEMON));
    deliver(calendar());
    const [withCalendar = "", bounce = ""] = await ids();
    const { backend } = session;
    expect(await asking(() => backend.getMessage(bounce, {}))).toHaveLength(2);
    expect(await asking(() => backend.getMessage(withCalendar, {}))).toHaveLength(1);
    const asked = await asking(() => backend.getMessage(withCalendar, { calendarEvents: true }));
    expect(asked).toHaveLength(2);
    expect(asked[1]).toMatch(/BODY\.PEEK\[2\]<0\.\d+>/);
  });

  it("costs a listing nothing, whatever there is", async () => {
    for (const message of [mail("ordinary"), mail("bounce", FROM_DAEMON), calendar()]) deliver(message);
    expect(await asking(() => session.listInbox())).toHaveLength(1);
  });

  it("asks for more of what is large only as it is taken, whatever its size", async () => {
    deliver(`${mail("large")}${"Posthorn\r\n".repeat(400_000)}`);
    const [id = ""] = await ids();
    const { backend } = session;
    const asked = await asking(async () => {
      const source = await backend.getSource(id, {});
      for await (const _ of source) break;
    });
    // Of 16 pieces the one that was read, and those that are read ahead.
    expect(asked.length).toBeLessThan(5);
  });

  it("costs an event what is wanted of it", async () => {
    const watcher = session.watch({ text: { include: false, maxCharacters: 0 }, calendarEvents: true });
    await watcher.inSync();
    const bodies = () => server.received.filter(({ line }) => /BODY\.PEEK\[\d/.test(line));
    for (const message of [mail("ordinary"), calendar(), mail("bounce", FROM_DAEMON)]) {
      deliver(message);
      await watcher.until(({ subjects }) => subjects.length === server.store.find("INBOX")?.messages.length);
    }
    expect(bodies()).toHaveLength(2);
    await watcher.stop();
  });
});
