import { buffer } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { MailBackend } from "../../core/mail-backend.ts";
import { mail, MIXED_MAIL } from "../conformance.ts";
import { ADDRESS, type GraphBench, startBench, withFile } from "./testing.ts";

const PAGE = { page: 0, pageSize: 20 };
const KIB = 1024;

describe("Microsoft Graph stores", () => {
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

  const stored = async (path: string) => backend.getMessage((await find(path))[0]?.id ?? "", { textType: "*" });

  it("a draft byte for byte", async () => {
    const { id = "" } = await backend.append("\\Drafts", Buffer.from(MIXED_MAIL), {
      flags: ["\\Draft", "\\Flagged"],
    });
    expect((await buffer(await backend.getSource(id, {}))).toString()).toBe(MIXED_MAIL);
    expect((await stored("Drafts")).flags).toEqual(["\\Flagged", "\\Draft"]);
  });

  it("what is no draft, with its date, its flags and its conversation", async () => {
    await deliver(mail("plan"));
    const content = Buffer.from(
      withFile("answer", 5 * KIB).replace("Subject:", "References: <plan@example.test>\r\nSubject:"),
    );
    await backend.append("Sent", content, { flags: ["\\Seen"], internalDate: new Date("2024-02-03T04:05:06Z") });
    const message = await stored("Sent");
    expect(message).toMatchObject({
      flags: ["\\Seen"],
      date: "2024-02-03T04:05:06.000Z",
      messageId: "<answer@example.test>",
      threadId: (await find())[0]?.threadId,
      attachments: [{ filename: "file.pdf" }],
    });
    expect(message).not.toHaveProperty("draft");
  });

  it("a large one in parts, and nothing of it when a part is refused", async () => {
    const content = Buffer.from(withFile("large", 7000 * KIB));
    await backend.append("Sent", content, { flags: ["\\Seen"] });
    expect((await stored("Sent")).attachments?.[0]?.encodedSize).toBeGreaterThan(7000 * KIB);
    bench.graph.script({
      status: 400,
      code: "ErrorInvalidAttachment",
      matches: ({ segments }) => segments[4] === "createUploadSession",
    });
    await expect(backend.append("Junk", content, {})).rejects.toMatchObject({ kind: "refused", code: "UploadFail" });
    expect(await find("Junk")).toEqual([]);
  });
});
