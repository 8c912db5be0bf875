import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createClient, type PosthornClient } from "@posthorn/client/client";
import { type Dovecot, startDovecot } from "@posthorn/fakes/dovecot";
import { type SmtpSink, startSmtpSink } from "@posthorn/fakes/smtp-sink";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { messagesOf } from "../client/examples/exporting.ts";
import { handOnNewMail } from "../client/examples/following.ts";
import { faultsOf, getPatiently } from "../client/examples/handling-errors.ts";
import { cleanUp, draftReply, file } from "../client/examples/organising.ts";
import { listSubjects, saveAttachments, showNewest, unreadFrom, unreadThreads } from "../client/examples/reading.ts";
import { install, type Installation } from "./installation.ts";
import { imapAccount, mail } from "./mail.ts";

const ROOT = join(fileURLToPath(import.meta.url), "..", "..");
const account = "ada";

it("the page about the client shows the examples as they are, all of them", async () => {
  const page = await readFile(join(ROOT, "docs", "client.md"), "utf8");
  const folder = join(ROOT, "client", "examples");
  const sources = await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name), "utf8")));
  const examples = sources.flatMap((source) =>
    [...source.matchAll(/^\/\*\*[^\n]*\*\/\nexport .*?^\}$/gms)].map(([text]) => text),
  );
  expect(examples.length).toBeGreaterThan(8);
  for (const example of examples) expect(page).toContain(example);
});

describe("the examples of the typed client", () => {
  let posthorn: Installation;
  let dovecot: Dovecot;
  let sink: SmtpSink;
  let folder: string;
  let client: PosthornClient;
  beforeAll(async () => {
    [posthorn, dovecot, sink, folder] = await Promise.all([
      install("sqlite"),
      startDovecot(),
      startSmtpSink(),
      mkdtemp(join(tmpdir(), "posthorn-examples-")),
    ]);
    for (const number of [1, 2, 3])
      await dovecot.deliver(account, mail({ subject: `Number ${number}`, messageId: `<n${number}@example.com>` }));
    const attachment = Buffer.from("attached bytes \u0000\u0001");
    await dovecot.deliver(account, mail({ subject: "Parcel", messageId: "<p@example.com>", attachment }));
    client = createClient({ baseUrl: posthorn.url, token: posthorn.token });
    await client.accounts.create({ body: { ...imapAccount(dovecot, account, sink), account } });
    await vi.waitFor(async () => expect(await client.accounts.get({ account })).toMatchObject({ state: "connected" }), {
      timeout: 30_000,
      interval: 50,
    });
  });
  afterAll(async () => {
    await posthorn.remove();
    await Promise.all([dovecot.stop(), sink.close(), rm(folder, { recursive: true, force: true })]);
  });

  const idOf = async (subject: string, path = "INBOX") => {
    const { messages } = await client.messages.list({ account, query: { path } });
    return messages.find((message) => message.subject === subject)?.id ?? "";
  };

  it("read", async () => {
    expect(await listSubjects(client, account)).toEqual(["Parcel", "Number 3", "Number 2", "Number 1"]);
    expect(await showNewest(client, account)).toMatchObject({ subject: "Parcel", text: { webSafe: true } });
    const [saved] = await saveAttachments(client, account, await idOf("Parcel"), folder);
    expect((await readFile(saved ?? "")).toString()).toBe("attached bytes \u0000\u0001");
    const found = await unreadFrom(client, account, "ida@example.com", new Date("2020-01-01"));
    expect(found.map(({ subject }) => subject)).toEqual(["Number 3", "Number 2", "Number 1"]);
  });

  it("read conversations", async () => {
    const answer = mail({ subject: "Re: Number 3", messageId: "<a@example.com>" });
    const head = "In-Reply-To: <n3@example.com>\r\nReferences: <n3@example.com>";
    await dovecot.deliver(account, `${head}\r\n${String(answer)}`, "Sent");
    const threads = await unreadThreads(client, account);
    expect(threads.map(({ messages }) => messages.map(({ subject }) => subject))).toEqual([
      ["Number 3", "Re: Number 3"],
      ["Number 2"],
      ["Number 1"],
    ]);
  });

  it("organise", async () => {
    const filed = await file(client, account, await idOf("Number 1"), "Projects");
    expect(await client.messages.get({ account, message: filed ?? "" })).toMatchObject({
      path: "Projects",
      flagged: true,
    });
    const original = await idOf("Number 2");
    const draft = await draftReply(client, account, original, "Soon");
    expect(await draftReply(client, account, original, "Soon")).toBe(draft);
    expect(await client.messages.get({ account, message: draft ?? "" })).toMatchObject({
      subject: "Re: Number 2",
      draft: true,
      to: [{ address: "ida@example.com" }],
    });
    const tomorrow = new Date(Date.now() + 2 * 86_400_000);
    await expect(cleanUp(client, account, "Projects", tomorrow, 0)).rejects.toThrow("1 messages would go");
    expect(await cleanUp(client, account, "Projects", tomorrow, 5)).toBe(1);
    expect(await idOf("Number 1", "\\Trash")).not.toBe("");
  });

  it("export", async () => {
    const exported: string[] = [];
    for await (const { subject } of messagesOf(client, account, new Date().getUTCFullYear()))
      exported.push(subject ?? "");
    expect(exported).toEqual(expect.arrayContaining(["Number 2", "Number 3", "Parcel"]));
    expect((await client.exports.list({ account })).total).toBe(0);
  });

  it("handle errors", async () => {
    const { signal } = new AbortController();
    expect(await getPatiently(client, account, await idOf("Number 3"), signal)).toMatchObject({ subject: "Number 3" });
    expect(await getPatiently(client, account, "AAAAAQAAA-c", signal)).toBeUndefined();
    await expect(getPatiently(client, "nobody", "AAAAAQAAA-c", signal)).rejects.toMatchObject({ statusCode: 404 });
    expect(await faultsOf(client, account, { to: [{ address: "nobody at all" }] })).toEqual([
      expect.stringContaining("body.to.0.address"),
    ]);
  });

  it("follow what happens", async () => {
    const { cursor } = await client.events.list({ query: { after: "now" } });
    const leaving = new AbortController();
    const handedOn: string[] = [];
    const following = handOnNewMail(
      client,
      account,
      cursor,
      async (subject) => {
        handedOn.push(subject);
        leaving.abort();
      },
      leaving.signal,
    );
    await dovecot.deliver(account, mail({ subject: "News", messageId: "<news@example.com>" }));
    await following;
    expect(handedOn).toEqual(["News"]);
  });
});
