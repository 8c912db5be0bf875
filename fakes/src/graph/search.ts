import { GraphFault } from "./fault.ts";
import type { StoredMessage } from "./mailbox.ts";
import { plainOf, type Recipient } from "./message-json.ts";

/** A test for what `$search` of messages says: terms of KQL, all of which have to fit. */
export function parseSearch(search: string): (message: StoredMessage) => boolean {
  const kql = /^"(.*)"$/s.exec(search)?.[1]?.replaceAll('\\"', '"');
  if (kql === undefined) throw new GraphFault(400, "BadRequest", "The search has to stand in quotes");
  const terms = [...kql.matchAll(/(\w+)(:|<=|>=|<|>)(?:"([^"]*)"|(\S+))|\S+/g)].map(
    ([whole, name, sign = "", quoted, bare]) => {
      if (name === undefined) {
        if (whole.toUpperCase() === "AND") return () => true;
        throw new GraphFault(400, "BadRequest", `Syntax error: ${whole}`);
      }
      return testOf(name.toLowerCase(), sign, quoted ?? bare ?? "");
    },
  );
  return (message) => terms.every((fits) => fits(message));
}

function testOf(name: string, sign: string, value: string): (message: StoredMessage) => boolean {
  const has = (text: string | undefined) => (text ?? "").toLowerCase().includes(value.toLowerCase());
  const hasOne = (list: Recipient[]) => list.some(({ emailAddress: { name: n, address } }) => has(n) || has(address));
  switch (name) {
    case "from":
      return ({ from }) => hasOne(from ? [from] : []);
    case "to":
      return ({ toRecipients }) => hasOne(toRecipients);
    case "cc":
      return ({ ccRecipients }) => hasOne(ccRecipients);
    case "bcc":
      return ({ bccRecipients }) => hasOne(bccRecipients);
    case "subject":
      return ({ subject }) => has(subject);
    case "body":
      return ({ body }) => has(plainOf(body));
    case "size":
      return (message) => compare(sign, sizeOf(message), Number(value));
    case "received":
      return ({ receivedDateTime }) => compare(sign, dayOf(receivedDateTime), dateOf(value));
    case "sent":
      return ({ sentDateTime }) => compare(sign, dayOf(sentDateTime ?? ""), dateOf(value));
    default:
      throw new GraphFault(400, "BadRequest", `Unknown property ${name}`);
  }
}

const sizeOf = ({ raw, body, attachments }: StoredMessage) =>
  raw?.length ?? body.content.length + attachments.reduce((sum, { content }) => sum + content.length, 0);

const dayOf = (time: string) => Date.parse(`${time.slice(0, 10)}T00:00:00Z`);

function dateOf(value: string): number {
  const found = /^(\d\d)\/(\d\d)\/(\d{4})$/.exec(value);
  if (!found) throw new GraphFault(400, "BadRequest", `Invalid date ${value}`);
  return Date.parse(`${found[3]}-${found[1]}-${found[2]}T00:00:00Z`);
}

const compare = (sign: string, a: number, b: number) =>
  sign === "<=" ? a <= b : sign === ">=" ? a >= b : sign === "<" ? a < b : sign === ">" ? a > b : a === b;
