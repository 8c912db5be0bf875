import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestGateway, type TestGateway } from "../testing.ts";

const mail = (subject: string, ...more: string[]) =>
  ["From: ann@example.test", `Subject: ${subject}`, `Message-ID: <${subject}@example.test>`, ...more, "", "Hello"].join(
    "\r\n",
  );

describe("threads of an account", () => {
  let gateway: TestGateway;
  let account: string;
  beforeAll(async () => {
    gateway = await createTestGateway("sqlite");
    account = await gateway.addConnected();
    const server = gateway.mailOf(account);
    server.deliver(mail("plan", "Date: Tue, 01 Jul 2025 10:00:00 +0000"));
    server.deliver(mail("reply", "Date: Tue, 01 Jul 2025 11:00:00 +0000", "References: <plan@example.test>"), "Sent");
    server.deliver(mail("spam", "Date: Tue, 01 Jul 2025 12:00:00 +0000", "References: <plan@example.test>"), "Junk");
    server.deliver(mail("lone"));
  });
  afterAll(() => gateway.close());

  const get = (url: string) => gateway.call("GET", `/v1/account/${account}/${url}`);
  const planId = `local.id.${Buffer.from("plan@example.test").toString("base64url")}`;
  const subjectsOf = ({ body }: { body: Record<string, unknown> }) =>
    (body["messages"] as { subject: string }[]).map(({ subject }) => subject);

  it("are listed by page, with what is in the mailbox", async () => {
    const first = await get("threads?path=INBOX&pageSize=1");
    expect(first).toMatchObject({
      status: 200,
      body: { total: 2, page: 0, pages: 2, threads: [{ subject: "lone", messageCount: 1, threadIdSource: "local" }] },
    });
    const second = await get(`threads?path=INBOX&pageSize=1&cursor=${String(first.body["nextPageCursor"])}`);
    expect(second.body["threads"]).toMatchObject([{ subject: "plan", threadId: planId, messageCount: 1 }]);
  });

  it("have all messages of all mailboxes, or of one", async () => {
    expect(subjectsOf(await get(`thread/${planId}`))).toEqual(["plan", "reply", "spam"]);
    expect(subjectsOf(await get(`thread/${planId}?path=*`))).toEqual(["plan", "reply", "spam"]);
    expect(subjectsOf(await get(`thread/${planId}?path=%5CSent`))).toEqual(["reply"]);
  });

  it.each([
    ["thread/unknown", 404, "ThreadNotFound"],
    ["thread/local.id.!", 400, undefined],
    [`thread/${"a".repeat(257)}`, 400, undefined],
    [`thread/${planId}?path=Nowhere`, 404, "FolderNotFound"],
    [`thread/${planId}?path=INBOX%0D%0AA1%20LOGOUT`, 400, undefined],
    [`thread/${planId}?textType=html`, 400, undefined],
    ["threads", 400, undefined],
    ["threads?path=INBOX&pageSize=101", 400, undefined],
    ["threads?path=Nowhere", 404, "FolderNotFound"],
    ["threads?path=INBOX&cursor=other_x", 400, "InvalidCursorType"],
  ])("are not found by %s", async (url, status, code) => {
    const answer = await get(url);
    expect(answer.status).toBe(status);
    expect(answer.body["code"]).toBe(code);
  });

  it("are told to who may read messages, and to nobody else", async () => {
    const other = await gateway.issue({ account: await gateway.addAccount() });
    const call = (token: string) =>
      gateway.call("GET", `/v1/account/${account}/thread/${planId}`, undefined, { token });
    expect((await call(other)).status).toBe(403);
    expect((await call(await gateway.issue({ account }))).status).toBe(200);
    expect((await call(await gateway.issue({ scopes: ["metrics"] }))).status).toBe(403);
  });
});
