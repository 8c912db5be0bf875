import { type Dovecot, startDovecot } from "@posthorn/fakes/dovecot";
import { readFile } from "node:fs/promises";
import { text as textOf } from "node:stream/consumers";
import { afterAll, beforeAll, expect, it } from "vitest";
import { silentLog } from "../../core/log.ts";
import type { MailBackend } from "../../core/mail-backend.ts";
import { MemoryNotes } from "../conformance-notes.ts";
import { openBackend } from "../open.ts";
import { imapAccount } from "./testing.ts";

let server: Dovecot;
let backend: MailBackend;
beforeAll(async () => {
  server = await startDovecot();
  const smtp = { send: () => Promise.reject(new Error("not in this test")) };
  const account = imapAccount({ ...server, user: "reader" });
  backend = openBackend(account, new MemoryNotes(), { log: silentLog, smtp });
});
afterAll(async () => {
  await backend.close();
  await server.stop();
});

const source = (name: string) => readFile(new URL(`testdata/${name}.eml`, import.meta.url));

async function read(name: string) {
  await server.deliver("reader", await source(name));
  const { messages } = await backend.listMessages("INBOX", { page: 0, pageSize: 1 });
  return backend.getMessage(messages[0]?.id ?? "", { textType: "*" });
}

const squeezed = (text: string | undefined) => (text ?? "").replace(/\s+/g, " ").trim();

it("reads ISO-2022-JP, in headers and in a body", async () => {
  const message = await read("mail-multi_charset-japanese_iso_2022");
  expect(message.subject).toBe("まみむめも");
  expect(message.to).toEqual([{ name: "みける", address: "raasdnil@gmail.com" }]);
  expect(squeezed(message.text?.plain)).toBe("すみません。");
});

it("unwraps flowed Japanese text", async () => {
  const message = await read("mimekit-japanese");
  expect(message.subject).toBe("日本語メールテスト (testing Japanese emails)");
  expect(squeezed(message.text?.plain)).toBe(
    "Let's see if both subject and body works fine... 日本語が 正常に 送れているか テスト.",
  );
});

it("reads Korean in a charset with an odd name", async () => {
  expect(squeezed((await read("mail-multi_charset-ks_c_5601-1987")).text?.plain)).toBe("스티해");
});

it("decodes file names and leaves the content of text attachments alone", async () => {
  const message = await read("mail-multi_charset-japanese_attachment");
  expect(message.attachments).toMatchObject([{ filename: "てすと.txt", contentType: "text/plain" }]);
  const { content, filename } = await backend.getAttachment(message.attachments?.[0]?.id ?? "", {});
  expect(filename).toBe("てすと.txt");
  expect((await textOf(content)).length).toBeGreaterThan(0);
});

it("hands out the source byte for byte", async () => {
  const name = "mail-multi_charset-ks_c_5601-1987";
  const { id } = await read(name);
  const sent = (await source(name)).toString("latin1").replace(/\r?\n/g, "\r\n");
  const chunks: Buffer[] = [];
  for await (const chunk of await backend.getSource(id, {})) chunks.push(chunk as Buffer);
  expect(Buffer.concat(chunks).toString("latin1")).toBe(sent);
});
