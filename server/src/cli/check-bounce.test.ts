import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runCommandLine } from "./command-line.ts";

const MAILS = fileURLToPath(new URL("../../testdata/corpus/bounces/mails/", import.meta.url));
const ORDINARY = fileURLToPath(new URL("../../testdata/corpus/mime/mails/", import.meta.url));
const mail = (name: string) => join(MAILS, `${name}.eml`);

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "posthorn-check-"));
});
afterEach(() => rm(folder, { recursive: true }));

async function run(files: string[], input = "") {
  let out = "";
  let err = "";
  const output = { out: (said: string) => (out += said), err: (said: string) => (err += said) };
  const code = await runCommandLine({}, ["check-bounce", ...files], output, Readable.from([Buffer.from(input)]));
  const lines = out.split("\n").filter((line) => line !== "");
  return { code, err, lines: lines.map((line) => JSON.parse(line) as Record<string, unknown>) };
}

describe("posthorn check-bounce", () => {
  it("tells one line for each file, of each kind", async () => {
    const files = ["lhost-postfix-31", "arf-25", "rfc3834-02", "rfc3464-28", "rfc3464-07", "is-not-bounce-01"].map(
      mail,
    );
    const { code, err, lines } = await run(files);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(lines.map(({ file }) => file)).toEqual(files);
    expect(lines).toMatchObject([
      {
        kind: "bounce",
        recipients: [
          {
            recipient: "kijitora@gmail.com",
            action: "failed",
            status: "5.1.1",
            replyCode: 550,
            bounceClass: "hard",
            category: "user_unknown",
            recommendedAction: "remove",
          },
        ],
      },
      { kind: "feedback", recipients: [], arf: { feedbackType: "abuse", originalRcptTo: ["hashed@example.com"] } },
      { kind: "auto-reply", recipients: [] },
      {
        kind: "delivered",
        recipients: [{ recipient: "kijitora@neko.example.jp", action: "deliverable", status: "2.1.5" }],
      },
      { kind: "not-bounce", recipients: [{ recipient: "kijitora@example.net", action: "delayed", status: "4.4.0" }] },
      { kind: "not-bounce", recipients: [] },
    ]);
  });

  it("reads standard input, an mbox separator and any line ends", async () => {
    const message = [
      "From MAILER-DAEMON Thu Apr 29 23:34:45 2015",
      "From: MAILER-DAEMON@example.test",
      "Subject: failure notice",
      "",
      "<gone@example.test>:",
      "Sorry, no mailbox here by that name. (#5.1.1)",
      "",
      "--- Below this line is a copy of the message.",
      "",
      "Return-Path: <ada@example.test>",
      "Message-ID: <lost@example.test>",
      "",
    ];
    for (const end of ["\n", "\r\n", "\r"]) {
      expect((await run(["-"], message.join(end))).lines).toMatchObject([
        {
          file: "-",
          kind: "bounce",
          recipients: [{ recipient: "gone@example.test", status: "5.1.1", bounceClass: "hard" }],
          messageId: "<lost@example.test>",
        },
      ]);
    }
  });

  it("tells what it can't read, and goes on", async () => {
    const huge = join(folder, "huge.eml");
    await writeFile(huge, `X: ${"y".repeat(2 * 1024 * 1024)}\r\n`);
    const { code, err, lines } = await run([join(folder, "none.eml"), huge, folder, mail("lhost-exim-05")]);
    expect(code).toBe(1);
    expect(err.trimEnd().split("\n")).toEqual([
      expect.stringMatching(/^posthorn: .*none\.eml: ENOENT/),
      expect.stringMatching(/^posthorn: .*huge\.eml: ./),
      expect.stringMatching(/^posthorn: .*: EISDIR/),
    ]);
    expect(lines).toMatchObject([{ kind: "bounce", recipients: [{ recipient: "kijitora@neko.example.co.jp" }] }]);
  });

  it("wants a file, and makes nothing of an empty one", async () => {
    expect(await run([])).toMatchObject({
      code: 1,
      lines: [],
      err: expect.stringContaining("missing required argument"),
    });
    expect((await run(["-"])).lines).toEqual([{ file: "-", kind: "not-bounce", recipients: [] }]);
  });

  it("works as the command itself, and looks at no more than the beginning of a large message", async () => {
    const large = join(folder, "large.eml");
    await writeFile(large, `Subject: photos\r\n\r\n${"x".repeat(76)}\r\n`.padEnd(11 * 1024 * 1024, "z\r\n"));
    const main = fileURLToPath(new URL("main.ts", import.meta.url));
    const child = spawn(
      process.execPath,
      [
        "--conditions=source",
        "--import",
        "tsx",
        main,
        "check-bounce",
        large,
        "-",
        join(ORDINARY, "mimekit-bounce.eml"),
      ],
      { stdio: ["pipe", "pipe", "inherit"] },
    );
    child.stdin.end("Subject: Automatic reply: hello\n\nI am away.\n");
    const [out, code] = await Promise.all([text(child.stdout), new Promise((resolve) => child.on("close", resolve))]);
    const kinds = out
      .trimEnd()
      .split("\n")
      .map((line) => (JSON.parse(line) as { kind: string }).kind);
    expect({ kinds, code }).toEqual({ kinds: ["not-bounce", "auto-reply", "bounce"], code: 0 });
  }, 30_000);
});
