import { readdirSync, readFileSync } from "node:fs";
import type { Message } from "@posthorn/contracts/messages";
import { canRunDovecot, type Dovecot, startDovecot } from "@posthorn/fakes/dovecot";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestGateway, type TestGateway } from "../testing.ts";

const CORPUS = new URL("../../../testdata/corpus/bounces/", import.meta.url);

interface Label {
  kind: "bounce" | "feedback" | "auto-reply" | "delivered" | "not-bounce";
  derived: { recipients?: { action?: string }[]; original?: { messageId?: string } };
}

const LABELS = JSON.parse(readFileSync(new URL("labels.json", CORPUS), "utf8")) as Record<string, Label>;
const NAMES = readdirSync(new URL("mails/", CORPUS));

/** Labelled as bounces, and told to be none, for a reason. */
const NONE: Record<string, string> = {
  "lhost-exim-38.eml": "A delay.",
  "lhost-fml-03.eml": "A mailing list's complaint about a loop.",
  "lhost-gmail-09.eml": "A delay.",
  "lhost-opensmtpd-04.eml": "A delay.",
  "lhost-opensmtpd-06.eml": "A delay.",
  "lhost-opensmtpd-12.eml": "A delay.",
  "lhost-opensmtpd-13.eml": "A delay.",
  "lhost-opensmtpd-15.eml": "A delay.",
  "lhost-outlook-06.eml": "A delay.",
  "lhost-sendmail-14.eml": "A bounce that a person forwards.",
  "lhost-sendmail-55.eml": "A delay.",
  "lhost-zoho-04.eml": "A delay.",
  "rfc3464-07.eml": "A delay.",
  "rfc3464-34.eml": "A delay.",
};

describe.runIf(canRunDovecot())("reports in a real inbox, read over the API", () => {
  let gateway: TestGateway;
  let dovecot: Dovecot;
  const found = new Map<string, Message>();

  beforeAll(async () => {
    dovecot = await startDovecot();
    gateway = await createTestGateway("sqlite", { hasRealMail: true });
    // The names of the files tell in which order they came.
    for (const name of NAMES) await dovecot.deliver("ada", readFileSync(new URL(`mails/${name}`, CORPUS)));
    const { host, port, password: pass } = dovecot;
    const imap = { host, port, secure: false, requireTLS: false, auth: { user: "ada", pass } };
    const account = await gateway.addConnected({ imap });
    const get = async (url: string) => (await gateway.call("GET", `/v1/account/${account}/${url}`)).body;
    const { messages } = (await get("messages?path=INBOX&pageSize=1000")) as unknown as { messages: Message[] };
    expect(messages).toHaveLength(NAMES.length);
    for (const { id } of messages) {
      const message = (await get(`message/${id}`)) as unknown as Message;
      found.set(NAMES[(message.uid ?? 0) - 1] ?? "", message);
    }
  }, 60_000);
  afterAll(async () => {
    await gateway?.close();
    await dovecot?.stop();
  });

  it("are taken for bounces if they are", () => {
    const told = NAMES.filter((name) => found.get(name)?.isBounce === true);
    const labelled = NAMES.filter((name) => LABELS[name]?.kind === "bounce");
    expect(told.filter((name) => !labelled.includes(name))).toEqual([]);
    expect(labelled.filter((name) => !told.includes(name))).toEqual(Object.keys(NONE));
    expect([told.length, labelled.length]).toEqual([287, 301]);
  });

  it("name the message that could not be delivered", () => {
    const wrong = NAMES.flatMap((name) => {
      const { isBounce, relatedMessageId } = found.get(name) ?? {};
      const expected = LABELS[name]?.derived.original?.messageId?.replace(/\s/g, "");
      if (isBounce !== true || expected === undefined || relatedMessageId === expected) return [];
      return [[name, relatedMessageId, expected]];
    });
    expect(wrong).toEqual([]);
    // Where the returned message is no part of its own, nobody but us has looked for its Message-ID.
    expect(NAMES.filter((name) => isBounce(name) && found.get(name)?.relatedMessageId !== undefined)).toHaveLength(257);
  });

  it("are taken for complaints if they are", () => {
    const complaints = NAMES.filter((name) => LABELS[name]?.kind === "feedback");
    expect(NAMES.filter((name) => found.get(name)?.isComplaint === true)).toEqual(complaints);
    expect(found.get("fbl-comcast.eml")?.relatedMessageId).toBe("<WEB984880f6664cc4cfcb65239d134bfd9c7@web9>");
  });

  it("tell of delays and deliveries", () => {
    const told = NAMES.filter((name) => found.get(name)?.deliveryReport !== undefined);
    expect(told).toEqual(["lhost-outlook-06.eml", "lhost-sendmail-55.eml", "rfc3464-07.eml", "rfc3464-28.eml"]);
  });

  it("name no message unless they are bounces or complaints", () => {
    for (const [name, { isBounce, isComplaint, relatedMessageId }] of found)
      expect(isBounce === true || isComplaint === true || relatedMessageId === undefined, name).toBe(true);
  });

  const isBounce = (name: string) => found.get(name)?.isBounce === true;
});
