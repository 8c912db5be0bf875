import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { anySearch } from "../../core/testing/any-search.ts";
import { TEST_ENGINES } from "../../storage/testing.ts";
import { createTestGateway, type TestGateway } from "../testing.ts";

const BULK = [
  ["messages", { update: { flags: { add: ["\\Seen"] } } }],
  ["messages/move", { path: "Trash" }],
  ["messages/delete", {}],
] as const;

const mail = (subject: string) =>
  `Subject: ${subject}\r\nMessage-ID: <${subject.replace(" ", "-")}@example.test>\r\n\r\nHello\r\n`;

describe.each(TEST_ENGINES)("searches and changes of many messages on %s", (engine) => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await createTestGateway(engine);
  });
  afterAll(() => gateway.close());

  const accountWith = async (...subjects: string[]) => {
    const account = await gateway.addConnected();
    for (const subject of subjects) gateway.mailOf(account).deliver(mail(subject));
    return account;
  };
  const search = (account: string, query: unknown, more = "") =>
    gateway.call("POST", `/v1/account/${account}/search?path=INBOX${more}`, { search: query });
  const change = (account: string, what: string, body: object, more = "") =>
    gateway.call("PUT", `/v1/account/${account}/${what}?path=INBOX${more}`, body);
  const subjectsOf = ({ body }: { body: Record<string, unknown> }) =>
    (body["messages"] as { subject: string }[]).map(({ subject }) => subject);

  it("find, page by page", async () => {
    const account = await accountWith("a 1", "b 1", "a 2", "a 3");
    const first = await search(account, { subject: "a " }, "&pageSize=2");
    expect(first).toMatchObject({ status: 200, body: { total: 3, page: 0, pages: 2, prevPageCursor: null } });
    expect(subjectsOf(first)).toEqual(["a 3", "a 2"]);
    const next = await search(account, { subject: "a " }, `&pageSize=2&cursor=${String(first.body["nextPageCursor"])}`);
    expect(subjectsOf(next)).toEqual(["a 1"]);
    expect(subjectsOf(await search(account, { unseen: "Y", header: { "Message-ID": true } }))).toHaveLength(4);
    const old = await search(account, {}, "&documentStore=false&useOutlookSearch=false");
    expect(subjectsOf(old)).toHaveLength(4);
  });

  it("change what they find, and say how much that was", async () => {
    const account = await accountWith("go 1", "stay", "go 2");
    const seen = { search: { subject: "go" }, update: { flags: { add: "\\Seen" } } };
    expect((await change(account, "messages", seen)).body).toEqual({ flags: { add: true }, matched: 2, processed: 2 });
    const move = { search: { seen: true }, path: "\\Junk" };
    expect((await change(account, "messages/move", move, "&dryRun=true")).body).toEqual({
      path: "Junk",
      matched: 2,
      processed: 0,
    });
    const moved = await change(account, "messages/move", move);
    expect(moved.body).toMatchObject({ path: "Junk", matched: 2, processed: 2 });
    expect(moved.body["idMap"]).toHaveLength(2);
    expect((await change(account, "messages/delete", { search: {} })).body).toMatchObject({
      deleted: false,
      moved: { destination: "Trash" },
      matched: 1,
    });
    expect((await change(account, "messages/delete", { search: {} }, "&force=true")).body).toEqual({
      deleted: false,
      matched: 0,
      processed: 0,
    });
    expect((await change(account, "messages", { search: {} })).body).toEqual({ matched: 0, processed: 0 });
  });

  it("may not be asked to change a whole mailbox, where the installation wants a search", async () => {
    const account = await accountWith("one", "two");
    await gateway.set({ bulkNeedsSearch: true });
    for (const [what, more] of BULK) {
      expect(await change(account, what, { search: {}, ...more })).toMatchObject({
        status: 422,
        body: { code: "EmptySearch" },
      });
      expect((await change(account, what, { search: {}, ...more }, "&dryRun=true")).body).toMatchObject({ matched: 2 });
    }
    const seen = { search: { subject: "one" }, update: { flags: { add: ["\\Seen"] } } };
    expect((await change(account, "messages", seen)).body).toMatchObject({ processed: 1 });
    await gateway.set({ bulkNeedsSearch: false });
    expect((await change(account, "messages/delete", { search: {} })).body).toMatchObject({ processed: 2 });
  });

  it("refuse what is no search", async () => {
    const account = await accountWith();
    const faults: [unknown, string][] = [
      [{ uid: "1;2" }, '"uid" must be a set of numbers, such as 3 or 1,5:9,20:*'],
      [{ uid: "0" }, '"uid" must be a set of numbers, such as 3 or 1,5:9,20:*'],
      [{ uid: "4294967296" }, '"uid" must be a set of numbers, such as 3 or 1,5:9,20:*'],
      [{ seq: "1:2:3" }, '"seq" must be a set of numbers, such as 3 or 1,5:9,20:*'],
      [{ seq: "" }, '"seq" must not be empty'],
      [{ from: "a\r\nb" }, '"from" contains characters that are not allowed'],
      [{ header: { "a b": "x" } }, '"a b" is not a valid header name'],
      [{ header: { "X-A": 5 } }, '"X-A" has a value that is not allowed'],
      [{ since: "yesterday" }, '"since" must be a date and time in ISO 8601 format'],
      [{ larger: -1 }, '"larger" must be at least 0'],
      [{ text: "x" }, '"text" is not allowed'],
      [{ labels: { has: [" "] } }, '"has[0]" contains characters that are not allowed'],
    ];
    for (const [query, message] of faults) {
      const found = await search(account, query);
      expect(found, JSON.stringify(query)).toMatchObject({ status: 400, body: { fields: [{ message }] } });
      for (const [what, body] of BULK)
        expect((await change(account, what, { search: query, ...body })).status).toBe(400);
    }
    expect((await gateway.call("POST", `/v1/account/${account}/search?path=INBOX`, {})).status).toBe(400);
    for (const [what, body] of BULK) expect((await change(account, what, body)).status).toBe(400);
  });

  it("never change more than was meant", async () => {
    const account = await accountWith("one");
    for (const query of [
      { subject: "" },
      { smaller: 0 },
      { modseq: 0 },
      { header: {} },
      { labels: {} },
      { labels: { has: [] } },
      { emailId: "1" },
      { emailIds: ["1"] },
    ])
      for (const [what, body] of BULK)
        expect(await change(account, what, { search: query, ...body }), JSON.stringify(query)).toMatchObject({
          status: 422,
          body: { code: "UnsupportedSearchTerm" },
        });
    expect(subjectsOf(await search(account, { subject: "", unseen: true }))).toEqual(["one"]);
  });

  it("tell what is missing", async () => {
    const account = await accountWith("one");
    const missing = { status: 404, body: { code: "FolderNotFound", message: "Mailbox not found: Nowhere" } };
    expect(await change(account, "messages/move", { search: {}, path: "Nowhere" })).toMatchObject(missing);
    expect(
      await gateway.call("POST", `/v1/account/${account}/search?path=Nowhere`, { search: { seen: true } }),
    ).toMatchObject(missing);
    expect(await search(account, { gmailRaw: "x" })).toMatchObject({
      status: 422,
      body: { code: "MissingServerExtension", message: 'The mail server can not search by "gmailRaw"' },
    });
  });

  it("refuse a path with a line break, which ends an IMAP command, as every call does", async () => {
    const account = await accountWith("one");
    const path = "a\r\nb";
    const about = (what: string) => `/v1/account/${account}/${what}`;
    const query = `?path=${encodeURIComponent(path)}`;
    for (const [method, url, body] of [
      ["GET", about(`messages${query}`), undefined],
      ["POST", about(`search${query}`), { search: {} }],
      ["PUT", about(`messages/move?path=INBOX`), { search: { seen: true }, path }],
      ["PUT", about(`messages/delete${query}`), { search: { seen: true } }],
      ["PUT", about("message/AAAAAQAAAAE/move"), { path }],
      ["POST", about("message"), { path, text: "x" }],
    ] as const)
      expect({ url, ...(await gateway.call(method, url, body)) }).toMatchObject({
        url,
        status: 400,
        body: { message: "Invalid input", fields: [{ key: "path" }] },
      });
  });

  it("take a token that may do so", async () => {
    const account = await accountWith("one");
    const may = async (...actions: ("read" | "write" | "destructive")[]) => {
      const token = await gateway.issue({ permissions: { actions, groups: ["message"] } });
      const answers = [
        await gateway.call("POST", `/v1/account/${account}/search?path=INBOX`, { search: {} }, { token }),
      ];
      for (const [what, body] of BULK) {
        const url = `/v1/account/${account}/${what}?path=INBOX&dryRun=true`;
        answers.push(await gateway.call("PUT", url, { search: {}, ...body }, { token }));
      }
      return answers.map(({ status }) => status);
    };
    expect(await may("read")).toEqual([200, 403, 403, 403]);
    expect(await may("write")).toEqual([403, 200, 200, 403]);
    expect(await may("destructive")).toEqual([403, 403, 403, 200]);
  });

  it("answer any search that is in order, and never with a fault of ours", async () => {
    const account = await accountWith("one", "two");
    await fc.assert(
      fc.asyncProperty(anySearch, fc.constantFrom(...BULK), async (query, [what, body]) => {
        const found = await search(account, query);
        expect([200, 400, 422]).toContain(found.status);
        const tried = await change(account, what, { search: query, ...body }, "&dryRun=true");
        expect([200, 400, 422]).toContain(tried.status);
        for (const { status, body: answer } of [found, tried])
          if (status !== 200) expect(answer["code"]).toMatch(/^(?:UnsupportedSearchTerm|MissingServerExtension)$/);
        if (tried.status === 200) expect(tried.body["matched"]).toBe(found.body["total"]);
      }),
      { numRuns: 100, seed: 20250701 },
    );
  });
});
