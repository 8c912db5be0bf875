import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestGateway, type TestGateway } from "../testing.ts";

const mail = (subject: string) => `Subject: ${subject}\r\nMessage-ID: <${subject}@example.test>\r\n\r\nHello\r\n`;

describe("a search of all mailboxes", () => {
  let gateway: TestGateway;
  let account: string;
  beforeAll(async () => {
    gateway = await createTestGateway("sqlite");
    account = await gateway.addConnected();
    const server = gateway.mailOf(account);
    for (const path of ["Work", "Empty", "Zoo"]) server.createMailbox(path);
    for (const number of [1, 2, 3]) server.deliver(mail(`in-${number}`));
    server.deliver(mail("bin"), "Trash");
    for (const number of [1, 2, 3, 4, 5]) server.deliver(mail(`work-${number}`), "Work");
    server.deliver(mail("zoo"), "Zoo");
  });
  afterAll(() => gateway.close());

  const search = (query: unknown, more = "") =>
    gateway.call("POST", `/v1/account/${account}/search?path=*${more}`, { search: query });
  const subjectsOf = ({ body }: { body: Record<string, unknown> }) =>
    (body["messages"] as { subject: string }[]).map(({ subject }) => subject);
  /** All pages, one after the other. */
  const walk = async (query: unknown, pageSize: number) => {
    const pages: string[][] = [];
    let cursor: string | null = null;
    do {
      const page = await search(query, `&pageSize=${pageSize}${cursor === null ? "" : `&cursor=${cursor}`}`);
      expect(page).toMatchObject({ status: 200, body: { page: pages.length, prevPageCursor: null } });
      pages.push(subjectsOf(page));
      cursor = page.body["nextPageCursor"] as string | null;
    } while (cursor !== null);
    return pages;
  };

  const ALL = ["in-3", "in-2", "in-1", "bin", "work-5", "work-4", "work-3", "work-2", "work-1", "zoo"];

  it("goes through them in the order of the listing", async () => {
    const { body } = await search({});
    expect(body).toMatchObject({ total: 10, page: 0, pages: 1, nextPageCursor: null, prevPageCursor: null });
    expect(subjectsOf({ body })).toEqual(ALL);
    expect((body["messages"] as { path: string }[]).map(({ path }) => path)).toEqual([
      ...Array<string>(3).fill("INBOX"),
      "Trash",
      ...Array<string>(5).fill("Work"),
      "Zoo",
    ]);
  });

  it.each([1, 2, 3, 4, 6, 9, 10, 11])("comes in pages of %s", async (pageSize) => {
    const pages = await walk({}, pageSize);
    expect(pages.flat()).toEqual(ALL);
    for (const page of pages.slice(0, -1)) expect(page).toHaveLength(pageSize);
    expect(pages.at(-1)?.length).toBeGreaterThan(0);
  });

  it("finds what fits, wherever it is", async () => {
    expect(await walk({ subject: "1" }, 1)).toEqual([["in-1"], ["work-1"]]);
    expect(await walk({ subject: "nothing" }, 5)).toEqual([[]]);
  });

  it("shows nothing twice and leaves nothing out while mail arrives and a mailbox goes", async () => {
    const first = await search({}, "&pageSize=5");
    const server = gateway.mailOf(account);
    server.deliver(mail("late"), "Work");
    server.deliver(mail("later"), "Zoo");
    server.createMailbox("Brief");
    const second = await search({}, `&pageSize=5&cursor=${String(first.body["nextPageCursor"])}`);
    const third = await search({}, `&pageSize=5&cursor=${String(second.body["nextPageCursor"])}`);
    expect(third.body["nextPageCursor"]).toBeNull();
    expect([first, second, third].flatMap(subjectsOf)).toEqual([...ALL.slice(0, -1), "later", "zoo"]);
    server.deleteMailbox("Brief");
    server.deleteMailbox("Work");
    const beyond = await search({}, `&cursor=${String(first.body["nextPageCursor"])}`);
    expect(subjectsOf(beyond)).toEqual(["later", "zoo"]);
  });

  it.each([
    ["&page=1", "InvalidInput"],
    ["&cursor=imap_eyJwYWdlIjoxfQ", "InvalidCursorType"],
    ["&cursor=all_", "InvalidCursorValue"],
    ["&cursor=all_W10", "InvalidCursorValue"],
    [`&cursor=all_${Buffer.from('[1,2,"INBOX",0,7]').toString("base64url")}`, "InvalidCursorValue"],
    [`&cursor=all_${Buffer.from('[1,2,"INBOX",0,"x"]').toString("base64url")}`, "InvalidCursorValue"],
  ])("refuses %s", async (more, code) => {
    expect(await search({}, more)).toMatchObject({ status: 400, body: { code } });
  });

  it("refuses what one mailbox would", async () => {
    expect(await search({ gmailRaw: "x" })).toMatchObject({ status: 422, body: { code: "MissingServerExtension" } });
  });

  it("is no way to change messages", async () => {
    const change = await gateway.call("PUT", `/v1/account/${account}/messages/delete?path=*`, { search: {} });
    expect(change).toMatchObject({ status: 404, body: { code: "FolderNotFound" } });
  });
});
