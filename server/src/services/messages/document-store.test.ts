import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestGateway, type TestGateway } from "../testing.ts";

describe("clients that know of a document store", () => {
  let gateway: TestGateway;
  let account: string;
  let message: { id: string; text: { id: string } };
  beforeAll(async () => {
    gateway = await createTestGateway("sqlite");
    account = await gateway.addConnected();
    gateway
      .mailOf(account)
      .deliver("From: bob@example.com\r\nSubject: one\r\nMessage-ID: <one@example.com>\r\n\r\ntext\r\n");
    const { body } = await call("GET", "messages?path=INBOX");
    [message] = body["messages"] as [typeof message];
  });
  afterAll(() => gateway.close());

  const call = (method: string, path: string, body?: object) =>
    gateway.call(method, `/v1/account/${account}/${path}`, body);

  it("are served as if they had not named it", async () => {
    const reply = { reference: { message: message.id, documentStore: true }, text: "x" };
    for (const store of ["true", "N", "1", ""])
      for (const [method, path, body] of [
        ["GET", "messages?path=INBOX&"],
        ["GET", `message/${message.id}?`],
        ["GET", `text/${message.text.id}?`],
        ["POST", "search?path=INBOX&", { search: { subject: "one" } }],
        ["POST", "submit?", { ...reply, dryRun: true }],
        ["POST", "message?", { ...reply, path: "INBOX" }],
      ] as const) {
        const { status } = await call(method, `${path}documentStore=${store}`, body);
        expect({ path, store, status }).toEqual({ path, store, status: 200 });
      }
  });

  it("can't search by its queries, nor ask for them", async () => {
    for (const [path, body, key] of [
      ["search?path=INBOX&exposeQuery=true", { search: {} }, "exposeQuery"],
      ["search?path=INBOX&exposeQuery=true&documentStore=true", { search: {} }, "exposeQuery"],
      ["search?path=INBOX", { search: {}, documentQuery: { match_all: {} } }, "documentQuery"],
      ["search?path=INBOX&documentStore=true", { search: {}, documentQuery: {} }, "documentQuery"],
    ] as const)
      expect(await call("POST", path, body)).toMatchObject({
        status: 400,
        body: { message: "Invalid input", fields: [{ key }] },
      });
  });

  it("are told that its own calls are gone", async () => {
    for (const [path, body] of [
      ["/v1/unified/search", { accounts: [account], search: {} }],
      [`/v1/chat/${account}`, { question: "Who wrote?" }],
    ] as const)
      expect(await gateway.call("POST", path, body)).toMatchObject({ status: 404, body: { code: "NotFound" } });
  });
});
