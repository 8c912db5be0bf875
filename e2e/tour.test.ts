import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { type Dovecot, startDovecot } from "@posthorn/fakes/dovecot";
import { type SmtpSink, startSmtpSink } from "@posthorn/fakes/smtp-sink";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { install, type Installation } from "./installation.ts";
import { mail } from "./mail.ts";

const ROOT = join(fileURLToPath(import.meta.url), "..", "..");

describe("the tour of the README", () => {
  let posthorn: Installation;
  let dovecot: Dovecot;
  let sink: SmtpSink;
  let folder: string;
  beforeAll(async () => {
    [dovecot, sink, folder, posthorn] = await Promise.all([
      startDovecot({ tls: true }),
      startSmtpSink({ tls: "implicit", keepContent: true }),
      mkdtemp(join(tmpdir(), "posthorn-tour-")),
      // The test's own mail servers have certificates that nobody signed.
      install("sqlite", { POSTHORN_SETTINGS: '{"ignoreMailCertErrors":true}' }),
    ]);
  });
  afterAll(async () => {
    await posthorn.remove();
    await Promise.all([dovecot.stop(), sink.close(), rm(folder, { recursive: true, force: true })]);
  });

  it("works as printed", async () => {
    const readme = await readFile(join(ROOT, "README.md"), "utf8");
    const tour = readme.slice(readme.indexOf("## Five minutes"), readme.indexOf("## Read on"));
    const blocks = [...tour.matchAll(/```sh\n(.*?)```/gs)].map((match) => (match[1] ?? "").trim());
    expect(blocks).toHaveLength(7);
    const script = blocks
      .join("\n")
      // What differs between this test and a reader's machine: the port, the command's place, the mailbox.
      .replaceAll("http://127.0.0.1:3000", posthorn.url)
      .replaceAll("npx posthorn", `POSTHORN_DATA_DIR=${posthorn.dataDir} node ${join(ROOT, "server/dist/cli/main.js")}`)
      .replace("IMAP_HOST=imap.example.com", `IMAP_HOST=${dovecot.host}`)
      .replace("SMTP_HOST=smtp.example.com", `SMTP_HOST=${sink.host}`)
      .replace("MAIL_PASS=secret", `MAIL_PASS=${dovecot.password}`)
      .replace('"port": 993', `"port": ${dovecot.tlsPort}`)
      .replace('"port": 465', `"port": ${sink.port}`)
      .replaceAll("8080", "0")
      // The listener of the README runs until its terminal is closed.
      .replace("&\n", "& LISTENER=$!; trap 'kill $LISTENER' EXIT\n");
    await dovecot.deliver("you@example.com", mail({ subject: "Already there", messageId: "<t1@example.com>" }));
    const waiting = `until curl -s ${posthorn.url}/v1/account/me -H "Authorization: Bearer $TOKEN" | grep -q '"state":"connected"'; do sleep 0.1; done`;
    const { stdout } = await promisify(execFile)(
      "bash",
      ["-euc", script.replace('curl -s "' + posthorn.url + "/v1/account/me/messages", `${waiting}\n$&`)],
      { cwd: folder, timeout: 25_000 },
    );
    expect(stdout).toContain('"accounts":0');
    expect(stdout).toContain('{"updated":["webhooksEnabled","webhooks","webhookEvents"]}');
    expect(stdout).toContain('{"account":"me","state":"new"}');
    expect(stdout).toContain('"response":"Queued for delivery"');
    expect(stdout).toMatch(/"subject":"Already there".*"plain":"Grüße aus der Ferne/s);
    await vi.waitFor(
      () => expect(sink.received[0]?.content?.toString()).toContain("Subject: Hello from Posthorn"),
      30_000,
    );
  });
});
