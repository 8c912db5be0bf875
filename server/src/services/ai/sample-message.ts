import { type AiSampleContent, SAMPLE_TEXT_LENGTH } from "@posthorn/contracts/ai";
import type { Message } from "@posthorn/contracts/messages";
import type { NewMessage } from "../../core/mail-backend.ts";

const MAX_NAME = 1000;
const MAX_SUBJECT = 10_240;
const MAX_ADDRESSES = 50;
const MAX_ATTACHMENTS = 50;
const MAX_HEADERS = 200;
const MAX_VALUES = 50;
const MAX_VALUE = 10_000;

/** The message that a sample stands for, as if it were new. */
export function messageOfSample(content: AiSampleContent): NewMessage {
  const { text, html, attachments, ...rest } = content;
  return {
    ...rest,
    id: "sample",
    text: {
      id: "sample",
      encodedSize: {},
      ...(text !== undefined && { plain: text }),
      ...(html !== undefined && { html }),
    },
    ...(attachments && {
      attachments: attachments.map(({ contentType = "application/octet-stream", encodedSize = 0, ...more }, index) => ({
        id: String(index + 1),
        contentType,
        encodedSize,
        ...more,
      })),
    }),
    seemsLikeNew: true,
  };
}

/** A sample of a message: what a model may get to see of it, as far as a sample has room. */
export function sampleOfMessage(message: Message): AiSampleContent {
  const { subject, from, replyTo, to, cc, date, text, headers, attachments } = message;
  return {
    ...(subject !== undefined && { subject: cut(subject, MAX_SUBJECT) }),
    ...(from && { from: addressOf(from) }),
    ...(replyTo && { replyTo: addressesOf(replyTo) }),
    ...(to && { to: addressesOf(to) }),
    ...(cc && { cc: addressesOf(cc) }),
    ...(date !== undefined && { date }),
    ...(text?.plain !== undefined && { text: cut(text.plain, SAMPLE_TEXT_LENGTH) }),
    ...(text?.html !== undefined && { html: cut(text.html, SAMPLE_TEXT_LENGTH) }),
    ...(headers && { headers: headersOf(headers) }),
    ...(attachments && {
      attachments: attachments.slice(0, MAX_ATTACHMENTS).map(({ filename, contentType, encodedSize }) => ({
        ...(filename !== undefined && { filename: cut(filename, MAX_NAME) }),
        contentType: cut(contentType, MAX_NAME),
        encodedSize,
      })),
    }),
  };
}

type Address = NonNullable<AiSampleContent["from"]>;

const cut = (text: string, length: number) => text.slice(0, length).toWellFormed();

const addressOf = ({ name, address }: Address): Address => ({
  ...(name !== undefined && { name: cut(name, MAX_NAME) }),
  ...(address !== undefined && { address: cut(address, MAX_NAME) }),
});

const addressesOf = (all: Address[]) => all.slice(0, MAX_ADDRESSES).map(addressOf);

const headersOf = (headers: Record<string, string[]>) =>
  Object.fromEntries(
    Object.entries(headers)
      .slice(0, MAX_HEADERS)
      .map(([name, values]) => [name, values.slice(0, MAX_VALUES).map((value) => cut(value, MAX_VALUE))]),
  );
