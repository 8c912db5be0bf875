import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestGateway, type TestGateway } from "../testing.ts";

const MAIL = [
  "Subject: picture",
  "MIME-Version: 1.0",
  'Content-Type: image/png; name="dot.png"',
  "Content-Disposition: attachment",
  "",
  "pixels",
].join("\r\n");

describe.each(["attachment", "source"])("the %s of a message", (what) => {
  let gateway: TestGateway;
  let account: string;
  let uid: number;
  let url: string;
  beforeAll(async () => {
    gateway = await createTestGateway("sqlite");
    account = await gateway.addConnected();
    uid = gateway.mailOf(account).deliver(MAIL);
    gateway.mailOf(account).deliver(MAIL.replace("picture", "another"));
    const { body } = await gateway.call("GET", `/v1/account/${account}/messages?path=INBOX`);
    const [, message] = body["messages"] as { id: string; attachments: { id: string }[] }[];
    const path = what === "source" ? `message/${message?.id}/source` : `attachment/${message?.attachments[0]?.id}`;
    url = `/v1/account/${account}/${path}`;
  });
  afterAll(() => gateway.close());

  const get = (ifNoneMatch?: string) =>
    gateway.call("GET", url, undefined, ifNoneMatch === undefined ? {} : { headers: { "if-none-match": ifNoneMatch } });

  it("is not sent again to who has it", async () => {
    const first = await get();
    expect(first).toMatchObject({ status: 200, headers: { "cache-control": "private, no-cache" } });
    expect(first.bytes.toString()).toContain("pixels");
    const etag = String(first.headers["etag"]);
    expect(etag).toMatch(/^"[\w-]+"$/);
    for (const known of [etag, `W/${etag}`, `"other", ${etag}`, "*"]) {
      const again = await get(known);
      expect(again).toMatchObject({ status: 304, headers: { etag, "cache-control": "private, no-cache" } });
      expect(again.bytes).toHaveLength(0);
    }
    expect(await get('"other"')).toMatchObject({ status: 200, headers: { etag } });
    expect(await get("")).toMatchObject({ status: 200 });
  });

  it("is not there for who has it either, once it is gone", async () => {
    const etag = String((await get()).headers["etag"]);
    const server = gateway.mailOf(account);
    const inbox = server.find("INBOX");
    if (inbox) server.remove(inbox, uid);
    expect(await get(etag)).toMatchObject({ status: 404 });
    expect((await get()).headers["etag"]).toBeUndefined();
  });
});
