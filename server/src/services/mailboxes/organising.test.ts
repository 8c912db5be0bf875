import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { TEST_ENGINES } from "../../storage/testing.ts";
import { createTestGateway, type TestGateway } from "../testing.ts";

describe.each(TEST_ENGINES)("organising mailboxes on %s", (engine) => {
  let gateway: TestGateway;
  let account: string;
  beforeAll(async () => {
    gateway = await createTestGateway(engine);
    account = await gateway.addConnected();
  });
  afterAll(() => gateway.close());

  const call = (method: string, body?: unknown, query = "", more = {}) =>
    gateway.call(method, `/v1/account/${account}/mailbox${query}`, body, more);
  const paths = async () => {
    const { body } = await gateway.call("GET", `/v1/account/${account}/mailboxes`);
    return (body["mailboxes"] as { path: string }[]).map(({ path }) => path);
  };

  it("creates, renames and deletes", async () => {
    expect(await call("POST", { path: ["Work", "2025"] })).toMatchObject({
      status: 200,
      body: { path: "Work/2025", created: true },
    });
    expect((await call("POST", { path: "Work/2025" })).body).toEqual({ path: "Work/2025", created: false });
    expect((await call("PUT", { path: "Work/2025", newPath: "Work/2026", subscribed: "N" })).body).toEqual({
      path: "Work/2025",
      newPath: "Work/2026",
      renamed: true,
      subscribed: false,
    });
    expect(await paths()).toContain("Work/2026");
    const path = encodeURIComponent("Work/2026");
    expect((await call("DELETE", undefined, `?path=${path}`)).body).toEqual({ path: "Work/2026", deleted: true });
    expect(await paths()).not.toContain("Work/2026");
  });

  it("tells what the mail server said against it", async () => {
    const renamed = await call("PUT", { path: "INBOX", newPath: "Sent" });
    expect(renamed).toMatchObject({
      status: 400,
      body: { code: "CANNOT", details: { response: "[CANNOT] INBOX stays" } },
    });
    expect(await call("DELETE", undefined, "?path=%5CInbox")).toMatchObject({
      status: 200,
      body: { path: "INBOX", deleted: false, info: { response: "[CANNOT] INBOX stays", code: "CANNOT" } },
    });
    expect(await call("DELETE", undefined, "?path=%5CFlagged")).toMatchObject({
      status: 404,
      body: { code: "FolderNotFound" },
    });
  });

  it("refuses what makes no sense, by the name of the field", async () => {
    for (const [method, body, message] of [
      ["POST", {}, '"path" is required'],
      ["POST", { path: [] }, '"path" must not be empty'],
      ["POST", { path: ["a", ""] }, '"path[1]" must not be empty'],
      ["POST", { path: "a\r\nb" }, '"path[0]" contains characters that are not allowed'],
      ["POST", { path: "x".repeat(257) }, '"path[0]" must be at most 256 characters long'],
      ["POST", { path: "a", name: "b" }, '"name" is not allowed'],
      ["PUT", { path: "INBOX" }, '"newPath" or "subscribed" is required'],
    ] as const) {
      const answer = await call(method, body);
      expect([answer.status, (answer.body["fields"] as { message: string }[])[0]?.message]).toEqual([400, message]);
    }
    expect((await call("DELETE")).body["fields"]).toMatchObject([{ message: '"path" is required' }]);
  });

  it("asks for the permission to write or to destroy in the group mailbox", async () => {
    const token = await gateway.issue({
      scopes: ["api"],
      permissions: { actions: ["read", "write"], groups: ["mailbox"] },
    });
    expect((await call("POST", { path: "Allowed" }, "", { token })).status).toBe(200);
    const refused = await call("DELETE", undefined, "?path=Allowed", { token });
    expect(refused).toMatchObject({
      status: 403,
      body: { requiredPermission: { action: "destructive", group: "mailbox" } },
    });
    expect(await paths()).toContain("Allowed");
  });
});
