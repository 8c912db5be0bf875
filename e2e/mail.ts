import type { Dovecot } from "@posthorn/fakes/dovecot";
import type { SmtpSink } from "@posthorn/fakes/smtp-sink";

/** A message as it arrives, line ends and all. */
export function mail(of: { subject: string; messageId: string; attachment?: Buffer }): Buffer {
  const subject = `=?utf-8?B?${Buffer.from(of.subject).toString("base64")}?=`;
  const head = [
    "From: Ida Holm <ida@example.com>",
    "To: Ada <ada@example.org>",
    `Subject: ${subject}`,
    `Message-ID: ${of.messageId}`,
    `Date: ${new Date().toUTCString().replace("GMT", "+0000")}`,
    "MIME-Version: 1.0",
  ];
  const text = [
    "Content-Type: text/plain; charset=utf-8",
    "Content-Transfer-Encoding: 8bit",
    "",
    "Grüße aus der Ferne",
  ];
  const lines =
    of.attachment === undefined
      ? [...head, ...text]
      : [
          ...head,
          'Content-Type: multipart/mixed; boundary="part"',
          "",
          "--part",
          ...text,
          "--part",
          'Content-Type: application/octet-stream; name="data.bin"',
          'Content-Disposition: attachment; filename="data.bin"',
          "Content-Transfer-Encoding: base64",
          "",
          ...(of.attachment.toString("base64").match(/.{1,76}/g) ?? []),
          "--part--",
        ];
  return Buffer.from(`${lines.join("\r\n")}\r\n`);
}

/** The body that registers an account on the test servers. */
export const imapAccount = (dovecot: Dovecot, user: string, smtp?: SmtpSink) => ({
  account: user,
  name: "Ada Ray",
  email: `${user}@example.org`,
  imap: {
    host: dovecot.host,
    port: dovecot.port,
    secure: false,
    requireTLS: false,
    auth: { user, pass: dovecot.password },
  },
  ...(smtp && { smtp: { host: smtp.host, port: smtp.port, secure: false, requireTLS: false } }),
});
