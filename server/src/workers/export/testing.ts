/** A message of Ida's with the text `Text of {name}`, or with another. */
export const mail = (name: string, date: Date, text = `Text of ${name}`) => `${head(name, date)}\r\n\r\n${text}\r\n`;

/** The same in two kinds of text, with an attachment. */
export const mailWithFile = (name: string, date: Date, content: Buffer) =>
  [
    head(name, date),
    "MIME-Version: 1.0",
    'Content-Type: multipart/mixed; boundary="part"',
    "",
    "--part",
    "Content-Type: text/plain; charset=utf-8",
    "",
    `Text of ${name}`,
    "--part",
    "Content-Type: text/html; charset=utf-8",
    "",
    `<p>Text of ${name}</p>`,
    "--part",
    'Content-Type: application/octet-stream; name="data.bin"',
    'Content-Disposition: attachment; filename="data.bin"',
    "Content-Transfer-Encoding: base64",
    "",
    ...(content.toString("base64").match(/.{1,76}/g) ?? []),
    "--part--",
    "",
  ].join("\r\n");

const head = (name: string, date: Date) =>
  [
    "From: Ida <ida@example.com>",
    "To: ada@example.org",
    `Subject: ${name}`,
    `Message-ID: <${name}@example.com>`,
    `Date: ${date.toUTCString()}`,
  ].join("\r\n");
