import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Dovecot } from "@posthorn/fakes/dovecot";

/** Gives a user's inbox so many messages at once, by writing the files that Dovecot would have. */
export async function fillMailbox(dovecot: Dovecot, user: string, count: number): Promise<void> {
  // The first one comes the proper way, which makes the folders with their owner.
  await dovecot.deliver(user, newsletter(0));
  const folder = join(dovecot.maildir(user), "cur");
  mkdirSync(folder, { recursive: true });
  const seconds = Math.floor(Date.now() / 1000) - count;
  for (let number = 1; number < count; number++) {
    const content = newsletter(number);
    // Sizes in the name spare Dovecot a look into the file.
    const sizes = `S=${content.length},W=${content.length}`;
    const flags = number % 3 === 0 ? "" : number % 3 === 1 ? "S" : "RS";
    writeFileSync(join(folder, `${seconds + number}.M${number}P1.bench,${sizes}:2,${flags}`), content);
  }
}

/** A message of about 3 KB in two kinds of text. */
export function newsletter(number: number): Buffer {
  const lines = [
    `Return-Path: <bounces+${number}@news.example.com>`,
    `Received: from mx.example.com (mx.example.com [192.0.2.7]) by mail.example.org with ESMTPS id a${number}`,
    "\tfor <ada@example.org>; Tue, 1 Sep 2026 10:00:00 +0000",
    `From: "Ida Holm" <ida@example.com>`,
    `To: "Ada Ray" <ada@example.org>, bo@example.net`,
    `Subject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?= number ${number}`,
    `Message-ID: <number-${number}@example.com>`,
    "Date: Tue, 01 Sep 2026 10:00:00 +0000",
    "MIME-Version: 1.0",
    'Content-Type: multipart/alternative; boundary="part"',
    "",
    "--part",
    "Content-Type: text/plain; charset=utf-8",
    "Content-Transfer-Encoding: quoted-printable",
    "",
    ...Array.from({ length: 14 }, (_, line) => `Line ${line} of the news, written for the sake of its length.`),
    "--part",
    "Content-Type: text/html; charset=utf-8",
    "Content-Transfer-Encoding: quoted-printable",
    "",
    ...Array.from(
      { length: 14 },
      (_, line) => `<p>Line ${line} of the news, <b>written</b> for the sake of its length.</p>`,
    ),
    "--part--",
    "",
  ];
  return Buffer.from(lines.join("\r\n"));
}

/** A message with one attachment of so many bytes. */
export function parcel(bytes: number): Buffer {
  const line = `${"QUJD".repeat(19)}\r\n`;
  const head = [
    "From: ida@example.com",
    "To: ada@example.org",
    "Subject: parcel",
    "Message-ID: <parcel@example.com>",
    "Date: Tue, 01 Sep 2026 10:00:00 +0000",
    "MIME-Version: 1.0",
    'Content-Type: multipart/mixed; boundary="part"',
    "",
    "--part",
    "Content-Type: text/plain",
    "",
    "Enclosed.",
    "--part",
    'Content-Type: application/octet-stream; name="parcel.bin"',
    'Content-Disposition: attachment; filename="parcel.bin"',
    "Content-Transfer-Encoding: base64",
    "",
    "",
  ];
  return Buffer.concat([
    Buffer.from(head.join("\r\n")),
    Buffer.from(line.repeat(Math.ceil(bytes / 57))),
    Buffer.from("--part--\r\n"),
  ]);
}
