import fc from "fast-check";
import type { Schema } from "./operations.ts";
import { real } from "./wanted.ts";

/** Where generated accounts may connect to: nothing leaves this machine. */
export interface Surroundings {
  imapPort: number;
  smtpPort: number;
  password: string;
  /** Where webhooks may go. */
  webhookTargets: readonly string[];
}

type Words = Record<string, fc.Arbitrary<unknown>>;

/** Text that has been misread somewhere before. */
export const NASTY = [
  " ", "0", "null", "../../etc/passwd", "__proto__", "constructor", "'; drop table accounts; --", '"', "\\", "{5}", "(", "*", "%*",
  "\t", "a\r\nBcc: eve@example.org", "<script>alert(1)</script>", "日本語", "\u{1f4ee}\u{1f3fd}", "e\u0301", "\u202eabc", "\ufeff",
  "\u2028", "${7*7}", "%00", "&amp;", "=?utf-8?B?4oKs?=", "\u0007", "NIL", "\ud800",
]; // prettier-ignore

const withoutNul = (text: string) => text.replaceAll("\0", "x");

const anyText = ({ minLength = 0, maxLength = 10_000 }: Schema): fc.Arbitrary<string> => {
  const most = Math.min(maxLength, 10_000);
  return fc
    .oneof(
      { weight: 4, arbitrary: fc.string({ minLength, maxLength: Math.min(most, 30) }) },
      { weight: 2, arbitrary: fc.string({ unit: "binary", minLength, maxLength: Math.min(most, 30) }) },
      { weight: 3, arbitrary: fc.constantFrom(...NASTY) },
      { weight: 1, arbitrary: fc.constant("x".repeat(most)) },
    )
    .map((text) => withoutNul(text).slice(0, most));
};

const anyDate = fc
  .date({ min: new Date("0001-01-01"), max: new Date("9999-12-31T23:59:59Z"), noInvalidDate: true })
  .chain((moment) => fc.constantFrom(moment.toISOString(), moment.toISOString().slice(0, 10)));
const anyAddress = fc.oneof(
  fc.constantFrom(
    "ada@example.org",
    "bob@example.org",
    "Ünï@exämple.org",
    '"a b"@example.org',
    `${"a".repeat(80)}@example.org`,
  ),
  fc.emailAddress(),
);
/** Nobody listens there. */
const NOWHERE = "127.0.0.1:1";

const FORMATS: Record<string, fc.Arbitrary<string>> = {
  "date-time": anyDate,
  email: anyAddress,
  uri: fc.constantFrom(`http://${NOWHERE}/`, `http://${NOWHERE}/a?b=c`),
  hostname: fc.constantFrom("localhost", "127.0.0.1"),
  ip: fc.constantFrom("127.0.0.1", "::1"),
  byte: fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes).toString("base64")),
};

const anyMail = fc
  .array(
    fc.constantFrom(
      "From: Ida <ida@example.org>",
      "To: ada@example.org, undisclosed:;",
      "Subject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=",
      "Content-Type: multipart/mixed; boundary=b",
      "Content-Type: text/html; charset=nonsense",
      "Content-Transfer-Encoding: base64",
      "Message-ID: <raw@example.org>",
      "Date: yesterday",
      "",
      "--b",
      "--b--",
      "text",
      "é\u0001",
    ),
    { minLength: 1, maxLength: 12 },
  )
  .map((lines) => Buffer.from(lines.join("\r\n")).toString("base64"));

const mailboxPath = fc.oneof(
  { weight: 6, arbitrary: real("mailbox") },
  { weight: 3, arbitrary: fc.constant("INBOX") },
  {
    weight: 2,
    arbitrary: fc.constantFrom("\\Inbox", "\\Sent", "\\Trash", "\\Junk", "\\Drafts", "\\All", "\\Archive", "\\Flagged"),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      "New",
      "New/Below",
      "Größe",
      "*",
      "%",
      "a&b",
      "inbox",
      "INBOX/x",
      "..",
      "/",
      "a//b",
      "~",
      "#x",
    ),
  },
);
const flag = fc.constantFrom(
  "\\Seen",
  "\\Flagged",
  "\\Answered",
  "\\Deleted",
  "\\Draft",
  "$Label",
  "\\Recent",
  "a b",
  "",
  "ü",
  "]",
  "\\",
);
const rarely = fc.nat(4).map((number) => number === 0);
const set = fc.oneof(
  fc.constantFrom("1:*", "*", "1", "2,4:6", "4294967295", "0", "x", "1:", "5:1"),
  fc.nat(40).map(String),
);
const headerName = fc.oneof(
  fc.constantFrom("Subject", "X-Tag", "Message-ID", "Date", "Bcc", "Content-Type", "x y", "", "ü", "__proto__x"),
  fc.stringMatching(/^[!-9;-~]{1,20}$/),
);
/** Bodies of functions of endpoints. */
const source = fc.constantFrom(
  "return true;",
  "return payload.event.startsWith('message');",
  "payload.data = { ...payload.data, ü: 1 }; return payload;",
  "return await Promise.resolve(payload);",
  "throw new Error('no');",
  "return nothing.there;",
  "return 0;",
  "return (",
  "",
);
const eventFilter = fc.constantFrom(
  {},
  { event: "messageNew" },
  { event: { $in: ["messageNew", "accountAdded"] }, "data.subject": { $exists: true } },
  { $or: [{ account: "ada" }, { "data.flags": { $ne: "\\Seen" } }] },
  { "data.subject": { $regex: "(a+)+$" } },
  { $where: "true" },
  { event: { $nonsense: 1 } },
);
const webhookSecret = fc
  .uint8Array({ minLength: 20, maxLength: 66 })
  .map((bytes) => `whsec_${Buffer.from(bytes).toString("base64")}`);
const small = fc.oneof({ weight: 5, arbitrary: fc.nat(3) }, { weight: 1, arbitrary: fc.nat(1_048_576) });

/** What values with a meaning of their own look like, by the name that they have everywhere, or in one place only. */
const words = ({ imapPort, smtpPort, password, webhookTargets }: Surroundings): { objects: Words; leaves: Words } => {
  const port = fc.constantFrom(imapPort, smtpPort, 1);
  const login = fc.record({ user: fc.constantFrom("fuzz-1", "fuzz-2"), pass: fc.constant(password) });
  const server = (of: number) =>
    fc.record({ host: fc.constant("127.0.0.1"), port: fc.constant(of), requireTLS: fc.constant(false) });
  const objects = {
    imap: fc.tuple(server(imapPort), login).map(([at, auth]) => ({ ...at, auth })),
    smtp: server(smtpPort),
  };
  const leaves = {
    account: fc.oneof(
      fc.nat(1000).map((number) => `fuzz-${number}`),
      fc.constantFrom(...NASTY).map((text) => `fuzz${text}x`),
    ),
    port,
    user: fc.constantFrom("fuzz-1", "fuzz-2"),
    pass: fc.constant(password),
    smtpEhloName: fc.constantFrom("mail.example.org", "localhost"),
    proxy: fc.constantFrom("", `socks5://${NOWHERE}`, `http://${NOWHERE}`),
    path: mailboxPath,
    newPath: mostly(
      fc.nat(1000).map((number) => `Renamed ${number}`),
      mailboxPath,
    ),
    source: mailboxPath,
    folders: mailboxPath,
    sentMailPath: mailboxPath,
    subconnections: mailboxPath,
    cursor: real("cursor", "delivery"),
    message: real("message"),
    "path text": real("text"),
    attachment: real("attachment"),
    reference: real("attachment"),
    thread: real("thread"),
    exportId: real("export"),
    uid: set,
    seq: set,
    page: small,
    pageSize: fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 1000 })),
    add: flag,
    delete: flag,
    set: flag,
    flags: flag,
    reconnect: rarely,
    flush: rarely,
    force: rarely,
    raw: anyMail,
    locale: fc.constantFrom("en", "de", "xx", "pt-BR"),
    tz: fc.constantFrom("Europe/Tallinn", "UTC", "Nowhere/Else"),
    messageId: fc.constantFrom("<own@example.org>", "own@example.org", "<a b>", ">\r\nX: y"),
    startDate: fc.constantFrom("2000-01-01", "1970-01-01T00:00:00Z"),
    endDate: fc.constantFrom("2100-01-01", "9999-12-31T23:59:59.999Z", "1999-01-01"),
    // Longer waits are legal, and would be waited out.
    "x-ee-timeout": fc.nat(20_000),
    "idempotency-key": fc.nat(5).map((number) => `key ${number}`),
    endpoint: real("endpoint"),
    // Most endpoints have no other version of their functions.
    "path version": fc.oneof({ weight: 4, arbitrary: fc.constant(1) }, { weight: 1, arbitrary: small }),
    webhookRoute: real("route"),
    delivery: fc.oneof(real("failedDelivery"), real("putOffDelivery"), real("delivery")),
    replay: real("replay"),
    event: fc.oneof(real("event"), real("eventName")),
    "path event": real("event"),
    eventId: real("event"),
    events: real("eventName"),
    "query types": real("eventName"),
    "query account": real("account"),
    accounts: real("account"),
    after: fc.oneof({ weight: 4, arbitrary: real("eventCursor") }, { weight: 1, arbitrary: fc.constant("now") }),
    wait: fc.nat(1),
    targetUrl: fc.constantFrom(...webhookTargets, `http://${NOWHERE}/`, `http://user:secret@${NOWHERE}/a?b=c`, ""),
    key: headerName,
    fn: source,
    map: source,
    filter: eventFilter,
    secret: webhookSecret,
  };
  return { objects, leaves };
};

export type Place = "path" | "query" | "header" | "body";

/**
 * Values that a schema takes, as far as the schema says: rules between fields may still refuse them.
 * What has a known name is mostly what the name stands for.
 */
export function createAnyValue(surroundings: Surroundings) {
  const { objects, leaves } = words(surroundings);
  const ofName = (name: string, place: Place): fc.Arbitrary<unknown> | undefined => {
    const key = [`${place} ${name}`, name].find((word) => Object.hasOwn(leaves, word));
    return key === undefined ? undefined : leaves[key];
  };

  return function anyValue(schema: Schema, name: string, place: Place): fc.Arbitrary<unknown> {
    const { enum: choices, anyOf, items, properties, additionalProperties: more } = schema;
    if (schema.nullable === true) return fc.option(anyValue({ ...schema, nullable: false }, name, place), { freq: 6 });
    if (choices) return fc.constantFrom(...choices);
    const object = properties !== undefined && Object.hasOwn(objects, name) ? objects[name] : undefined;
    if (object) return mostly(object, anyValue(schema, "", place));
    if (anyOf) return fc.oneof(...anyOf.map((branch) => anyValue(branch, name, place)));
    if (items) {
      const one = anyValue(items, name, place);
      const list = fc.array(one, { minLength: schema.minItems ?? 0, maxLength: Math.min(schema.maxItems ?? 4, 4) });
      return schema["x-single"] === true ? mostly(list, one) : list;
    }
    if (properties) {
      return anyFields(schema.required ?? [], 4, Object.keys(properties), (key) =>
        anyValue(properties[key] ?? {}, key, place),
      );
    }
    const word = ofName(name, place);
    // Longer ones are legal, and would be waited out.
    if (word && name === "wait") return word;
    if (typeof more === "object") return fc.dictionary(headerName, anyValue(more, "", place), { maxKeys: 3 });
    return word ? mostly(word, ofKind(schema)) : ofKind(schema);
  };
}

/** An object with the required ones of `names` and at most `most` of the others. */
export function anyFields(
  required: readonly string[],
  most: number,
  names: readonly string[],
  valueOf: (name: string) => fc.Arbitrary<unknown>,
): fc.Arbitrary<Record<string, unknown>> {
  const optional = names.filter((name) => !required.includes(name));
  return fc
    .subarray(optional, { maxLength: Math.min(most, optional.length) })
    .chain((chosen) => fc.record(Object.fromEntries([...required, ...chosen].map((name) => [name, valueOf(name)]))));
}

const mostly = (usual: fc.Arbitrary<unknown>, other: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 8, arbitrary: usual }, { weight: 1, arbitrary: other });

function ofKind(schema: Schema): fc.Arbitrary<unknown> {
  switch (schema.type) {
    case "boolean":
      return fc.oneof(
        { weight: 4, arbitrary: fc.boolean() },
        { weight: 1, arbitrary: fc.constantFrom("true", "N", 1, "0") },
      );
    case "integer":
    case "number": {
      const min = schema.minimum ?? -1_000_000;
      const max = schema.maximum ?? Number.MAX_SAFE_INTEGER;
      return fc.oneof(fc.integer({ min, max: Math.min(max, min + 100_000) }), fc.constantFrom(min, max));
    }
    case "string": {
      const { format, pattern, maxLength = 10_000 } = schema;
      const known = format === undefined ? undefined : FORMATS[format];
      if (known) return known;
      if (pattern === undefined) return anyText(schema);
      return fc.stringMatching(new RegExp(pattern)).map((text) => withoutNul(text).slice(0, maxLength));
    }
    default:
      return fc.object({ maxDepth: 2, maxKeys: 3, values: [fc.string(), fc.nat(), fc.boolean()] });
  }
}
