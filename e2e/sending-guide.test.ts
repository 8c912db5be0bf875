import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { makeCertificate } from "@posthorn/fakes/certificate";
import { type Dovecot, startDovecot } from "@posthorn/fakes/dovecot";
import { freePort } from "@posthorn/fakes/local-server";
import { type Postfix, startPostfix } from "@posthorn/fakes/postfix";
import { swaksEnvironment } from "@posthorn/fakes/swaks";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { documentedPage, ROOT } from "./documented.ts";
import { install, type Installation } from "./installation.ts";
import { imapAccount, mail } from "./mail.ts";
import { type ReadMessage, readMailbox } from "./read-mailbox.ts";

type Answer = Record<string, unknown>;

/** From Posthorn's answer until a real Postfix has delivered to a real Dovecot. */
const ARRIVES = { timeout: 40_000, interval: 100 };

describe("the guide to sending, with Postfix and Dovecot", () => {
  const variables: Record<string, string> = {};
  let posthorn: Installation;
  let dovecot: Dovecot;
  let postfix: Postfix;
  let folder: string;
  let smtpPort: number;

  beforeAll(async () => {
    const certificate = makeCertificate(["localhost", "127.0.0.1"]);
    folder = await mkdtemp(join(tmpdir(), "posthorn-guide-"));
    await writeFile(join(folder, "ca.pem"), certificate.cert);
    [dovecot, smtpPort] = await Promise.all([startDovecot(), freePort()]);
    const mailboxes = ["alice", "bob", "ola", "kim", "bo", "cy"];
    [postfix, posthorn] = await Promise.all([
      startPostfix({ dovecot, mailboxes, certificate }),
      install("sqlite", {
        // Certificates of mail servers are verified here.
        NODE_EXTRA_CA_CERTS: join(folder, "ca.pem"),
        POSTHORN_SMTP_TLS_KEY: certificate.key,
        POSTHORN_SMTP_TLS_CERT: certificate.cert,
      }),
    ]);
    variables["TOKEN"] = posthorn.token;
    const { host, port } = postfix;
    const smtp = { host, port, secure: false, auth: { user: "alice", pass: dovecot.password } };
    await posthorn.call("POST", "/v1/account", {
      ...imapAccount(dovecot, "alice"),
      name: "Alice",
      email: "alice@example.com",
      smtp,
    });
    await vi.waitFor(
      async () => expect((await posthorn.call("GET", "/v1/account/alice")).body).toMatchObject({ state: "connected" }),
      ARRIVES,
    );
  });
  afterAll(async () => {
    await posthorn.remove();
    await postfix.stop();
    await Promise.all([dovecot.stop(), rm(folder, { recursive: true, force: true })]);
  });

  /** An example of the shell as it is printed, save for what differs between this test and a reader's machine. */
  async function shell(example: string): Promise<string> {
    const here = example
      .replaceAll("http://127.0.0.1:3000", posthorn.url)
      .replaceAll("npx posthorn", `POSTHORN_DATA_DIR=${posthorn.dataDir} node ${join(ROOT, "server/dist/cli/main.js")}`)
      .replaceAll("smtp.relay.example", postfix.host)
      .replaceAll('"port": 587', `"port": ${postfix.port}`)
      .replaceAll("mail.example.com:2525", `localhost:${smtpPort}`)
      .replaceAll("2525", String(smtpPort))
      // Each answer on a line of its own.
      .replaceAll("curl -s ", "curl -s -w '\\n' ");
    const { stdout } = await promisify(execFile)("bash", ["-euo", "pipefail", "-c", here], {
      cwd: folder,
      env: { ...process.env, ...swaksEnvironment(), ...variables },
      timeout: 25_000,
    });
    return stdout;
  }

  /** An example that calls the API: its answers, none of them a refusal. */
  async function answersTo(example = ""): Promise<Answer[]> {
    const answers = (await shell(example))
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Answer);
    for (const answer of answers) expect(answer).not.toHaveProperty("statusCode");
    return answers;
  }

  /** An example in JavaScript, run as a module. */
  const javaScript = (example: string) =>
    promisify(execFile)(
      process.execPath,
      ["--input-type=module", "--eval", example.replaceAll("2525", `${smtpPort}`)],
      {
        cwd: join(ROOT, "e2e"),
        // Who uses a certificate that nobody knows tells it so.
        env: { ...process.env, ...variables, NODE_EXTRA_CA_CERTS: join(folder, "ca.pem") },
        timeout: 25_000,
      },
    );

  const call = async ({ method, path }: { method: string; path: string }, body?: unknown) => {
    const answer = await posthorn.call(method, path, body);
    expect(answer).toMatchObject({ status: 200 });
    return answer.body;
  };
  const submit = (body: object) => call({ method: "POST", path: "/v1/account/alice/submit" }, body);

  const arrivals = async (user: string, messageId: unknown) =>
    (await readMailbox(dovecot, user)).filter((message) => message.messageId === messageId);
  /** The message with this id, once it is in somebody's inbox. */
  const arrived = (user: string, messageId: unknown): Promise<ReadMessage> =>
    vi.waitFor(async () => {
      const [message] = await arrivals(user, messageId);
      if (message === undefined) throw new Error(`${String(messageId)} did not arrive: ${await postfix.log()}`);
      return message;
    }, ARRIVES);
  const arrivedWith = (user: string, subject: string, amount = 1): Promise<ReadMessage[]> =>
    vi.waitFor(async () => {
      const messages = (await readMailbox(dovecot, user)).filter((message) => message.subject === subject);
      expect(messages).toHaveLength(amount);
      return messages;
    }, ARRIVES);
  const textOf = ({ parts }: ReadMessage, type = "text/plain") =>
    parts.find((part) => part.type === type)?.content.toString();

  it("sends a message, once however often it is asked to", async () => {
    const { blocks } = await documentedPage("sending.md");
    const [first] = await answersTo(blocks("sh")[0]);
    expect(first).toMatchObject({ response: "Queued for delivery", queueId: expect.any(String) as string });
    const message = await arrived("bob", first?.["messageId"]);
    expect(message.subject).toBe("Hello");
    expect(message.headers.get("to")).toBe("Bob <bob@example.org>");
    expect(message.headers.get("from")).toBe("Alice <alice@example.com>");
    expect(message.parts.map(({ type, filename, content }) => [type, filename, content.toString().trim()])).toEqual([
      ["text/plain", undefined, "Hello Bob"],
      ["text/html", undefined, "<p>Hello Bob</p>"],
      ["text/plain", "a.txt", "hello"],
    ]);
    const [again] = await answersTo(blocks("sh")[0]);
    expect(again).toMatchObject({ queueId: first?.["queueId"], idempotency: { status: "HIT" } });
    expect(await arrivals("bob", first?.["messageId"])).toHaveLength(1);
    const copies = await readMailbox(dovecot, "alice", "Sent");
    expect(copies.map(({ messageId }) => messageId)).toContain(first?.["messageId"]);
  });

  it("sends through a gateway", async () => {
    const { blocks, call: documented } = await documentedPage("sending.md");
    const [created, verified] = await answersTo(blocks("sh")[1]);
    expect(created).toMatchObject({ gateway: "bulk" });
    expect(verified).toMatchObject({ success: true });
    const to = [{ address: "bob@example.org" }];
    const { messageId } = await submit({ to, subject: "Through the relay", text: "Hello", gateway: "bulk" });
    await arrived("bob", messageId);
    expect(await postfix.log()).toContain("sasl_username=posthorn");
    await vi.waitFor(
      async () => expect(await call(documented("GET /v1/gateway/bulk"))).toMatchObject({ deliveries: 1 }),
      ARRIVES,
    );
  });

  it("runs every example of the page", async () => {
    const { blocks } = await documentedPage("sending.md");
    // The two above. Whoever adds one says here, or in a test of its own, what it has to do.
    expect([blocks("sh").length, blocks("js").length]).toEqual([2, 0]);
  });

  it("answers in the thread", async () => {
    const { body } = await documentedPage("sending.md");
    await dovecot.deliver("alice", mail({ subject: "Question", messageId: "<question@example.com>" }));
    const id = await vi.waitFor(async () => {
      const list = { method: "GET", path: "/v1/account/alice/messages?path=INBOX" };
      const { messages } = (await call(list)) as { messages: { id: string; messageId: string }[] };
      const original = messages.find(({ messageId }) => messageId === "<question@example.com>");
      expect(original).toBeDefined();
      return original?.id ?? "";
    }, ARRIVES);
    const reference = { ...body('{"message": "<id>", "action": "reply"}', { id }), inline: true };
    const { messageId } = await submit({ reference, to: [{ address: "bob@example.org" }], text: "Answer" });
    const reply = await arrived("bob", messageId);
    expect(reply.subject).toBe("Re: Question");
    expect(reply.headers.get("in-reply-to")).toBe("<question@example.com>");
    expect(reply.headers.get("references")).toBe("<question@example.com>");
    expect(textOf(reply)).toMatch(/Answer[^]*> Grüße aus der Ferne/);
  });

  it("sends a draft, and keeps none", async () => {
    const storing = (await documentedPage("reading.md")).blocks("sh").find((block) => block.includes("Drafts"));
    const [draft] = await answersTo(storing);
    const sending = await documentedPage("sending.md");
    const answer = await call(
      sending.call("POST /v1/account/alice/message/{id}/submit", { id: String(draft?.["id"]) }),
      {},
    );
    expect((await arrived("bob", answer["messageId"])).subject).toBe("Later");
    await vi.waitFor(async () => expect(await readMailbox(dovecot, "alice", "Drafts")).toEqual([]), ARRIVES);
  });

  it("holds, shows, promotes and cancels what waits in the outbox", async () => {
    const { call: documented, body } = await documentedPage("sending.md");
    const later = { to: [{ address: "bob@example.org" }], text: "x", sendAt: "2100-01-01T08:00:00Z" };
    const promoted = await submit({ ...later, subject: "Promoted" });
    const cancelled = await submit({ ...later, subject: "Cancelled" });
    expect(await call(documented("GET /v1/outbox"))).toMatchObject({ total: 2 });
    expect(await call(documented("GET /v1/account/alice/outbox"))).toMatchObject({ total: 2 });
    const inOutbox = (answer: Answer) => ({ queueId: String(answer["queueId"]) });
    await call(documented("DELETE /v1/outbox/{queueId}", inOutbox(cancelled)));
    const pausing = documented("PUT /v1/settings/queue/submit");
    await call(pausing, body('{"paused": true}'));
    await call(documented("POST /v1/outbox/{queueId}/promote", inOutbox(promoted)));
    expect(await call(documented("GET /v1/outbox"))).toMatchObject({ total: 1 });
    await call(pausing, { paused: false });
    await arrived("bob", promoted["messageId"]);
    expect(await arrivals("bob", cancelled["messageId"])).toEqual([]);
  });

  it("gives a refused message new attempts", async () => {
    const { call: documented } = await documentedPage("sending.md");
    const { queueId } = await submit({ to: [{ address: "nobody@example.org" }], subject: "Refused", text: "x" });
    const failed = () =>
      vi.waitFor(async () => {
        const { body } = await posthorn.call("GET", `/v1/outbox/${String(queueId)}`);
        expect(body).toMatchObject({ state: "failed", progress: { status: "error", error: { statusCode: 550 } } });
      }, ARRIVES);
    await failed();
    await call(documented("POST /v1/outbox/{queueId}/retry", { queueId: String(queueId) }));
    await failed();
    await call(documented("DELETE /v1/outbox/{queueId}", { queueId: String(queueId) }));
  });

  it("sends from a template, and to each a message of their own", async () => {
    const [create, preview, send, merge, ...others] = (await documentedPage("templates.md")).blocks("sh");
    expect(others).toEqual([]);
    const [template] = await answersTo(create);
    variables["TEMPLATE"] = String(template?.["id"]);
    expect((await answersTo(preview))[0]).toMatchObject({ content: { subject: "Order 4711 is on its way" } });
    const [sent] = await answersTo(send);
    const message = await arrived("bob", sent?.["messageId"]);
    expect(message.subject).toBe("Order 4711 is on its way");
    expect(textOf(message, "text/html")).toContain("<p>Dear Bob,</p><ul><li>Lamp</li></ul>");
    expect(textOf(message)).toContain("Dear Bob,");
    const [merged] = await answersTo(merge);
    const [ola, kim] = (merged as { mailMerge: { queueId: string; messageId: string }[] }).mailMerge;
    expect((await arrived("ola", ola?.messageId)).subject).toBe("Order 1 is on its way");
    expect(await readMailbox(dovecot, "kim")).toEqual([]);
    await call({ method: "POST", path: `/v1/outbox/${kim?.queueId}/promote` });
    expect(textOf(await arrived("kim", kim?.messageId), "text/html")).toContain("<p>Dear customer,</p><ul></ul>");
  });

  it("sends mail of a list to those who have not left", async () => {
    const { blocks, call: documented, body, inline } = await documentedPage("lists-and-tracking.md");
    const [merge, importing, exporting, ...others] = blocks("sh");
    expect(others).toEqual([]);
    await call({ method: "POST", path: "/v1/settings" }, { serviceUrl: posthorn.url });
    await answersTo(merge);
    const [bo] = await arrivedWith("bo", "News for Bo");
    await arrivedWith("cy", "News for Cy");
    const [, url = ""] = /<(http[^>]+)>/.exec(bo?.headers.get("list-unsubscribe") ?? "") ?? [];
    expect(bo?.headers.get("list-id")).toContain("<news.");
    expect(textOf(bo as ReadMessage)?.trim()).toMatch(/^Hello Bo\. No more of this: http/);
    // One click, as a mail program makes it (RFC 8058).
    const post = bo?.headers.get("list-unsubscribe-post") ?? "";
    const click = await fetch(url, { method: "POST", body: new URLSearchParams(post) });
    expect(click.status).toBe(200);
    const [again] = await answersTo(merge);
    expect(again?.["mailMerge"]).toMatchObject([JSON.parse(`{${inline('"skipped": {"reason"')}}`), { success: true }]);
    await arrivedWith("cy", "News for Cy", 2);
    expect(await call(documented("GET /v1/blocklists"))).toMatchObject({ total: 1 });
    expect(await call(documented("GET /v1/blocklist/news"))).toMatchObject({ total: 1 });
    await call(documented("DELETE /v1/blocklist/news?recipient=bo%40example.com"));
    await call(documented("POST /v1/blocklist/news"), body('{"account": "alice", "recipient"'));
    expect(await call(documented("GET /v1/blocklist/news"))).toMatchObject({ total: 1 });
    expect(await answersTo(importing)).toEqual([{ success: true, added: 1, known: 1 }]);
    const entries = await answersTo(exporting);
    expect(entries).toMatchObject([{ recipient: "bo@example.com" }, { recipient: "cy@example.com" }]);
    const lookup = documented("GET /v1/blocklist/news/address?recipient=bo%40example.com");
    expect(await call(lookup)).toEqual(entries[0]);
  });

  it("takes mail over SMTP", async () => {
    const page = await documentedPage("smtp-server.md");
    const [switchOn, issue, login, noLogin, ...others] = page.blocks("sh");
    const [client, noLoginClient, ...otherClients] = page.blocks("js");
    expect([...others, ...otherClients]).toEqual([]);
    await answersTo(switchOn);
    variables["SMTP_TOKEN"] = (await shell(issue ?? "")).trim();
    const untilItListens = () => vi.waitFor(() => shell(`(exec 3<>/dev/tcp/127.0.0.1/2525)`), ARRIVES);
    await untilItListens();
    expect(await shell(login ?? "")).toMatch(/<- {2}250 Message queued for delivery as \w+/);
    await javaScript(client ?? "");
    await call({ method: "POST", path: "/v1/settings" }, { smtpServerAuthEnabled: false });
    await vi.waitFor(async () => expect(await shell(noLogin ?? "")).toContain("250 Message queued"), ARRIVES);
    await javaScript(`${(client ?? "").split("\n")[0]}\n${noLoginClient}`);
    const byHand = page.inline("openssl s_client -starttls smtp");
    const session = await shell(`echo QUIT | ${byHand} -CAfile ca.pem -verify_return_error -ign_eof 2>&1`);
    expect(session).toMatch(/Verify return code: 0[^]*221 /);
    const messages = await vi.waitFor(async () => {
      const found = (await readMailbox(dovecot, "bob")).filter(({ source }) =>
        /This is a test mailing|Hi Bob/.test(source.toString()),
      );
      expect(found).toHaveLength(4);
      return found;
    }, ARRIVES);
    for (const { subject, headers } of messages) {
      expect(subject).toBe("Hello");
      expect(headers.has("x-ee-account")).toBe(false);
    }
  });

  it("changes no bit of a message on its way to who reads it", async () => {
    const image = randomBytes(3000);
    const attachment = randomBytes(200_000);
    const longLine = "Fünf Wörter in einer Zeile. ".repeat(400).trim();
    const text = `${longLine}\r\n.\r\n..two dots\r\nFrom here on: tab\t\r\nand a space at the end \r\nof lines`;
    const html = `<p>${longLine}</p><img src="cid:logo@example.com" alt="日本">`;
    const subject = `Zürich → 東京: ${"ein recht langer Betreff, ".repeat(6)}🚲`;
    const { messageId } = await submit({
      to: [{ name: "Bôb", address: "bob@example.org" }],
      bcc: [{ address: "ola@example.org" }],
      subject,
      text,
      html,
      attachments: [
        { filename: "logo.png", contentType: "image/png", cid: "logo@example.com", content: image.toString("base64") },
        { filename: "Übersicht 2026.bin", content: attachment.toString("base64") },
      ],
    });
    const received = await arrived("bob", messageId);
    expect(received.subject).toBe(subject);
    const [plain, rich, picture, file] = received.parts;
    expect(plain?.content.toString()).toBe(text);
    expect(rich?.content.toString()).toBe(html);
    expect(picture).toMatchObject({ type: "image/png", id: "<logo@example.com>" });
    expect(picture?.content.equals(image)).toBe(true);
    expect(file?.filename).toBe("Übersicht 2026.bin");
    expect(file?.content.equals(attachment)).toBe(true);
    // RFC 5322 section 2.1.1.
    for (const line of received.source.toString("latin1").split("\r\n")) expect(line.length).toBeLessThanOrEqual(998);

    const [copy] = (await readMailbox(dovecot, "alice", "Sent")).filter((message) => message.messageId === messageId);
    const sent = copy?.source.toString("latin1") ?? "";
    expect(sent).toMatch(/^Bcc: ola@example\.org\r\n/m);
    const delivered = received.source.toString("latin1");
    // What servers on the way have put before it is all that came to it, and Bcc is all that went.
    const own = delivered.slice(delivered.indexOf(sent.slice(0, sent.indexOf("\r\n"))));
    expect(own).toBe(sent.replace(/^Bcc: .*\r\n/m, ""));
    expect((await arrived("ola", messageId)).source.toString("latin1").endsWith(own)).toBe(true);
  });

  it("changes no bit of a message that is handed in whole", async () => {
    const raw = [
      "Message-ID: <whole@example.com>",
      "Date: Thu, 26 Nov 2026 10:00:00 +0000",
      "From: Alice <alice@example.com>",
      "To: Bob <bob@example.org>",
      "Subject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=",
      "X-Folded: one",
      "\ttwo",
      "MIME-Version: 1.0",
      'Content-Type: text/plain; charset="utf-8"',
      "Content-Transfer-Encoding: 8bit",
      "",
      "Grüße, as they are",
      ".",
      "..",
      "trailing space ",
      `${"x".repeat(990)}ü`,
      "",
      "",
    ].join("\r\n");
    const { messageId } = await submit({ raw: Buffer.from(raw).toString("base64") });
    const { source } = await arrived("bob", messageId);
    expect(source.subarray(source.indexOf("Message-ID: <whole@")).toString()).toBe(raw);
  });
});
