import { buffer } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { MailBackend } from "../../core/mail-backend.ts";
import { mail, MIXED_MAIL } from "../conformance.ts";
import { Watcher } from "../conformance-watcher.ts";
import { ADDRESS, type GraphBench, outgoing, startBench, withFile } from "./testing.ts";

const PAGE = { page: 0, pageSize: 20 };
const KIB = 1024;

describe("the backend over Microsoft Graph", () => {
  let bench: GraphBench;
  let backend: MailBackend;
  const deliver = (message: string, path?: string) => bench.graph.deliver(ADDRESS, message, path);
  const find = async (path = "INBOX") => (await backend.listMessages(path, PAGE)).messages;

  beforeEach(async () => {
    bench = await startBench();
    backend = bench.open();
  });
  afterEach(async () => {
    await backend.close();
    await bench.close();
    expect(bench.graph.violations).toEqual([]);
    expect(bench.graph.peak).toBeLessThanOrEqual(4);
  });

  it("makes no call that is not in Graph's model", async () => {
    const { graph } = bench;
    const stored = await deliver(MIXED_MAIL);
    await deliver(mail("one"));
    const watcher = new Watcher(backend, bench.notes);
    await watcher.inSync();
    await expect.poll(() => graph.subscriptions.all.size).toBe(1);
    graph.subscriptions.lifecycle("reauthorizationRequired");
    await expect.poll(() => graph.calls.some(({ call }) => call === "PATCH /subscriptions/{id}")).toBe(true);
    const [, mixed] = await find();
    const id = mixed?.id ?? "";
    const whole = await backend.getMessage(id, { textType: "html", markAsSeen: true, calendarEvents: true });
    await buffer((await backend.getAttachment(whole.attachments?.[0]?.id ?? "", {})).content);
    await buffer(await backend.getSource(id, {}));
    await backend.updateMessage(id, { labels: { add: ["Blue"] } }, {});
    await backend.searchMessages("INBOX", { labels: { has: ["Blue"] } }, PAGE);
    await backend.searchMessages("INBOX", { body: "hello" }, { ...PAGE, useOutlookSearch: true });
    await backend.listMessages("\\All", PAGE);
    await backend.listThreads("INBOX", PAGE);
    await backend.createMailbox(["Projects", "2031"], {});
    await backend.modifyMailbox("Projects/2031", { newPath: ["Attic"] }, {});
    await backend.moveMessage(id, "Attic", {});
    graph.mailbox(ADDRESS).move(stored, graph.mailbox(ADDRESS).folder("inbox") ?? fail());
    await backend.updateMessages("INBOX", {}, { flags: { add: ["\\Flagged"] } }, { dryRun: false });
    await backend.moveMessages("INBOX", { subject: "one" }, "Projects", { dryRun: false });
    await backend.deleteMessages("Projects", {}, { dryRun: false, force: true });
    await backend.deleteMessage(id, { force: false });
    await backend.deleteMessage(id, { force: true });
    await backend.deleteMailbox("Attic", {});
    await backend.append("\\Drafts", Buffer.from(mail("draft")), { flags: ["\\Draft", "\\Flagged"] });
    await backend.send(outgoing(mail("sent")), {});
    await backend.send(outgoing(withFile("large", 4500 * KIB)), {});
    await backend.sync({});
    await watcher.stop();
    await backend.withdraw?.({});
    const calls = [...new Set(graph.calls.map(({ call }) => call))].sort();
    console.log(`${calls.length} distinct calls of Microsoft Graph, all of them in its model:\n${calls.join("\n")}`);
    expect(calls.length).toBeGreaterThanOrEqual(25);
    const ids = graph.calls.filter(({ call }) => !call.includes("/subscriptions"));
    for (const { headers } of ids) expect(headers["prefer"]).toContain('IdType="ImmutableId"');
  });
});

function fail(): never {
  throw new Error("The folder is missing");
}
