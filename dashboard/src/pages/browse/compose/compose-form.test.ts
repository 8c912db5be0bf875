import type { Message } from "@posthorn/contracts/messages";
import { describe, expect, it } from "vitest";
import { addressOf, faultsOf, startOf, toDraft, toSubmission, writtenAddress } from "./compose-form.ts";

const OWN = "ada@example.org";
const ida = { name: "Ida Holm", address: "ida@example.com" };
const ola = { address: "ola@example.com" };
const message: Message = {
  id: "AAAAAQAAAeE",
  subject: "Dinner",
  from: ida,
  to: [{ name: "Ada", address: "Ada@example.org" }, ola],
  cc: [{ address: "kim@example.com" }, ida],
};

describe("addresses as people write them", () => {
  it.each([
    ["ida@example.com", { address: "ida@example.com" }],
    ["Ida Holm <ida@example.com>", { name: "Ida Holm", address: "ida@example.com" }],
    ['"Holm" < ida@example.com > ', { name: "Holm", address: "ida@example.com" }],
    ["<ida@example.com>", { address: "ida@example.com" }],
    ["nobody", { address: "nobody" }],
  ])("takes %s apart", (written, parts) => {
    expect(addressOf(written)).toEqual(parts);
  });

  it("writes a name so that it can be read again", () => {
    expect(addressOf(writtenAddress(ida))).toEqual(ida);
    expect(writtenAddress({ name: 'Holm, "Ida" <x>', address: "ida@example.com" })).toBe(
      "Holm Ida x <ida@example.com>",
    );
    expect(writtenAddress({ name: "Ida" })).toBe("");
  });
});

describe("what a form begins with", () => {
  it("answers the one who wrote, or who wants the answer", () => {
    expect(startOf("reply", message, OWN)).toMatchObject({
      to: ["Ida Holm <ida@example.com>"],
      cc: [],
      subject: "Re: Dinner",
    });
    expect(startOf("reply", { ...message, replyTo: [ola], subject: "RE: Dinner" }, OWN)).toMatchObject({
      to: ["ola@example.com"],
      subject: "RE: Dinner",
    });
  });

  it("answers all others once, and never oneself", () => {
    expect(startOf("reply-all", message, OWN)).toMatchObject({
      to: ["Ida Holm <ida@example.com>"],
      cc: ["ola@example.com", "kim@example.com"],
    });
  });

  it("goes on with what one wrote oneself to the same people", () => {
    expect(startOf("reply", { ...message, from: { address: OWN }, to: [ola], cc: [] }, OWN)).toMatchObject({
      to: ["ola@example.com"],
    });
  });

  it("forwards to nobody yet", () => {
    expect(startOf("forward", message, OWN)).toMatchObject({ to: [], subject: "Fwd: Dinner", forwardsFiles: true });
  });

  it("takes a draft as it is", () => {
    const draft = { ...message, text: { id: "x", encodedSize: {}, plain: "Hi\n", html: "<p>Hi</p>" } };
    expect(startOf("draft", draft, OWN)).toMatchObject({
      subject: "Dinner",
      format: "html",
      text: "Hi",
      html: "<p>Hi</p>",
    });
  });
});

describe("what is wrong", () => {
  const now = Date.parse("2026-01-01T00:00:00Z");
  const empty = startOf("new", undefined, OWN);

  it("needs a recipient to be sent, and none to be kept", () => {
    expect(Object.keys(faultsOf(empty, { now, isDraft: false }))).toEqual(["to"]);
    expect(faultsOf(empty, { now, isDraft: true })).toEqual({});
    expect(faultsOf({ ...empty, bcc: ["ida@example.com"] }, { now, isDraft: false })).toEqual({});
  });

  it("names what is no address, and a time that has passed", () => {
    const faults = faultsOf({ ...empty, to: ["nobody"], sendAt: "2025-12-31T10:00" }, { now, isDraft: false });
    expect(Object.keys(faults)).toEqual(["to", "sendAt"]);
  });
});

describe("what the API is asked for", () => {
  it("sends an answer with the original below, when and through what was chosen", () => {
    const form = { ...startOf("reply", message, OWN), text: "Yes", sendAt: "2030-01-01T10:00", gateway: "relay" };
    expect(toSubmission(form, [], "reply", message)).toEqual({
      to: [ida],
      subject: "Re: Dinner",
      text: "Yes",
      reference: { message: message.id, action: "reply", inline: true },
      sendAt: new Date("2030-01-01T10:00").toISOString(),
      gateway: "relay",
    });
  });

  it("sends files of this computer and of the mailbox", () => {
    const form = {
      ...startOf("new", undefined, OWN),
      to: ["ida@example.com"],
      format: "html" as const,
      html: "<p>Hi</p>",
    };
    const files = [
      { name: "a.txt", size: 1, contentType: "text/plain", content: "YQ==" },
      { name: "b.txt", size: 1, reference: "AAA" },
    ];
    expect(toSubmission(form, files, "new", undefined)).toMatchObject({
      html: "<p>Hi</p>",
      attachments: [
        { filename: "a.txt", contentType: "text/plain", content: "YQ==" },
        { filename: "b.txt", reference: "AAA" },
      ],
    });
  });

  it("keeps what a draft answers", () => {
    const draft = {
      ...message,
      headers: { "in-reply-to": ["<a@b>"], references: ["<z@b> <a@b>"], subject: ["Dinner"] },
    };
    expect(toDraft(startOf("draft", draft, OWN), [], "draft", draft, { address: OWN })).toMatchObject({
      path: "\\Drafts",
      flags: ["\\Draft", "\\Seen"],
      from: { address: OWN },
      headers: { "in-reply-to": "<a@b>", references: "<z@b> <a@b>" },
    });
  });
});
