import { afterEach, beforeEach, expect, it } from "vitest";
import { type FakeGmail, type FakeGmailUser, startFakeGmail } from "./start.ts";

const ME = "gmail/v1/users/me";
const MAIL = "From: a@example.test\r\nTo: bob@example.test\r\nSubject: one\r\n\r\nHello <you>\r\n";

let gmail: FakeGmail;
let user: FakeGmailUser;
beforeEach(async () => {
  gmail = await startFakeGmail();
  user = gmail.addUser("bob@example.test", "good");
});
afterEach(async () => {
  await gmail.close();
});

async function call(method: string, path: string, body?: unknown, token = "good") {
  const answer = await fetch(`${gmail.url}/${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, body: (text === "" ? undefined : JSON.parse(text)) as Record<string, never> };
}

it("notes whatever is not as the discovery document has it", async () => {
  await call("GET", `${ME}/messages?maxResults=5&labelIds=INBOX&labelIds=UNREAD`);
  expect(gmail.violations).toEqual([]);
  await call("GET", `${ME}/messages?maxResults=many&colour=red`);
  await call("GET", `${ME}/mails`);
  const { id } = await user.deliver(MAIL);
  await call("POST", `${ME}/messages/${id}/modify`, { addLabels: ["STARRED"] });
  expect(gmail.violations).toEqual([
    "gmail.users.messages.list: maxResults is no integer: many",
    "gmail.users.messages.list: no parameter colour",
    `no method for GET /${ME}/mails`,
    expect.stringContaining("addLabels"),
  ]);
});

it("tells a history until that expires", async () => {
  const { body: before } = await call("GET", `${ME}/profile`);
  const message = await user.deliver(MAIL);
  user.mailbox.relabel(message, ["STARRED"], ["UNREAD"]);
  const { body } = await call("GET", `${ME}/history?startHistoryId=${before["historyId"]}`);
  const kinds = (body["history"] as unknown as object[]).map((record) => Object.keys(record).at(-1));
  expect(kinds).toEqual(["messagesAdded", "labelsAdded", "labelsRemoved"]);
  user.mailbox.expireHistory();
  expect((await call("GET", `${ME}/history?startHistoryId=${before["historyId"]}`)).status).toBe(404);
});

it("takes several calls as one, and counts each", async () => {
  const { id } = await user.deliver(MAIL);
  const part = (path: string, at: number) =>
    `--b\r\nContent-Type: application/http\r\nContent-ID: <item${at}>\r\n\r\nGET /${ME}/${path}\r\n\r\n`;
  const answer = await fetch(`${gmail.url}/batch/gmail/v1`, {
    method: "POST",
    headers: { authorization: "Bearer good", "content-type": "multipart/mixed; boundary=b" },
    body: `${part(`messages/${id}?format=minimal`, 0)}${part("messages/18f0000000000000", 1)}--b--\r\n`,
  });
  const text = await answer.text();
  expect(text).toContain("Content-ID: <response-item0>");
  expect(text).toContain('"snippet":"Hello &lt;you&gt;"');
  expect(text).toContain("HTTP/1.1 404");
  expect([gmail.units, gmail.requests.count]).toEqual([10, 1]);
  expect(gmail.violations).toEqual([]);
});

it("fails as it is told", async () => {
  gmail.fail({ method: "getProfile", times: 1, status: 403, reason: "userRateLimitExceeded" });
  expect((await call("GET", `${ME}/profile`)).body).toMatchObject({
    error: { code: 403, errors: [{ reason: "userRateLimitExceeded", domain: "usageLimits" }] },
  });
  expect((await call("GET", `${ME}/profile`)).status).toBe(200);
  expect((await call("GET", `${ME}/profile`, undefined, "bad")).status).toBe(401);
  gmail.fail({ cut: "middle" });
  await expect(call("GET", `${ME}/profile`)).rejects.toThrow();
});
