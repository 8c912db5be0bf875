import fc from "fast-check";
import { anyFields, type createAnyValue, NASTY } from "./any-value.ts";
import type { KnownThings, WebhookKind } from "./known-things.ts";
import type { Operation } from "./operations.ts";
import { type ApiRequest, encoded } from "./request.ts";
import { damaged, Raw, real, Wanted } from "./wanted.ts";

/** Makes the request, once the things are known that it is about. */
export type Draft = (known: KnownThings) => ApiRequest;

/** What ends an account or its connection is done to those that come and go. */
const DESTRUCTIVE = new Set(["putV1AccountAccount", "deleteV1AccountAccount", "putV1AccountAccountFlush"]);

/** What a body has besides, unless it was drawn: of fields that may be left out, some have to be there. */
const USUALLY: Record<string, object> = {
  putV1AccountAccountMailbox: { subscribed: true },
  postV1AccountAccountSubmit: { to: [{ address: "ada@example.org" }] },
};

/** Whatever else is asked of them: a delivery would change the mailbox later, while others are looking. */
const ALWAYS: Record<string, object> = {
  postV1AccountAccountSubmit: { dryRun: true },
  postV1AccountAccountMessageMessageSubmit: { sendAt: "2100-01-01T00:00:00.000Z" },
};

const chance = (weight: number, arbitrary: fc.Arbitrary<Wanted>) => ({ weight, arbitrary });

/**
 * Requests as the document describes them. With `isDamaged`, ids in paths are mostly not those of
 * anything, or not what they are asked for.
 */
export function anyRequest(
  operation: Operation,
  anyValue: ReturnType<typeof createAnyValue>,
  isDamaged: boolean,
): fc.Arbitrary<Draft> {
  const { id, parameters, body } = operation;
  const inPath = parameters.filter((parameter) => parameter.in === "path");
  const ids = fc.record(
    Object.fromEntries(
      inPath.map(({ name, schema }) => [
        name,
        name === "account" ? anyAccount(id, isDamaged) : isDamaged ? anyWrongId(name) : anyValue(schema, name, "path"),
      ]),
    ),
  );
  return fc
    .record({
      ids,
      query: anyParameters(operation, anyValue, "query"),
      headers: anyParameters(operation, anyValue, "header"),
      body: body ? anyValue(body, "", "body") : fc.constant(undefined),
    })
    .map((drawn) => (known: KnownThings) => {
      const { account: owner, ...others } = drawn.ids;
      const account = owner === undefined ? "" : find(owner, known, "");
      const accountName = typeof account === "string" ? account : "";
      const found = { account, ...(find(others, known, accountName) as object) } as Record<
        string,
        string | number | Raw
      >;
      const query = find(drawn.query, known, accountName) as Record<string, unknown>;
      const headers = find(drawn.headers, known, accountName) as Record<string, unknown>;
      const content = find(drawn.body, known, accountName);
      return {
        operation,
        account: accountName,
        path: operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => segment(found[name] ?? "")),
        query: Object.entries(query).map(([name, value]) => [name, String(value)]),
        headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, headerText(String(value))])),
        body: content === undefined ? undefined : { ...USUALLY[id], ...content, ...ALWAYS[id] },
      };
    });
}

/** The bytes of a text as Node writes headers; it refuses control characters. */
const headerText = (text: string) =>
  Buffer.from(text)
    .toString("latin1")
    .replaceAll(/[^\x20-\x7e\x80-\xff]/g, "?");

const anyAccount = (operation: string, isDamaged: boolean): fc.Arbitrary<Wanted> => {
  const own = DESTRUCTIVE.has(operation)
    ? real("spare")
    : fc.oneof(chance(9, real("account")), chance(1, real("spare")));
  return isDamaged ? fc.oneof(chance(1, damaged("spare")), chance(5, own)) : own;
};

/** What the ids of webhooks and events in paths stand for. */
const OF_WEBHOOKS: Record<string, WebhookKind[]> = {
  endpoint: ["endpoint"],
  webhookRoute: ["route"],
  delivery: ["failedDelivery", "putOffDelivery", "delivery"],
  replay: ["replay"],
  event: ["event"],
};

/** An id of the wrong kind, or a damaged one. */
function anyWrongId(name: string): fc.Arbitrary<Wanted> {
  const kinds = OF_WEBHOOKS[name];
  if (kinds)
    return fc.oneof(
      chance(3, damaged(...kinds)),
      ...Object.values(OF_WEBHOOKS).map((others) => chance(1, real(...others))),
    );
  return fc.oneof(
    damaged("message", "text"),
    damaged("text"),
    damaged("attachment"),
    damaged("export"),
    damaged("thread"),
    real("message"),
    real("text"),
    real("attachment"),
    real("mailbox"),
  );
}

const anyParameters = (
  operation: Operation,
  anyValue: ReturnType<typeof createAnyValue>,
  place: "query" | "header",
) => {
  const parameters = new Map(
    operation.parameters.filter((parameter) => parameter.in === place).map((parameter) => [parameter.name, parameter]),
  );
  const required = [...parameters.values()].filter((parameter) => parameter.required).map(({ name }) => name);
  return anyFields(required, 3, [...parameters.keys()], (name) =>
    anyValue(parameters.get(name)?.schema ?? {}, name, place),
  );
};

/** `value` with the things in place of the wishes for them. */
function find(value: unknown, known: KnownThings, account: string): unknown {
  if (value instanceof Wanted) return value.find(known, account);
  if (Array.isArray(value)) return value.map((item) => find(item, known, account));
  if (typeof value !== "object" || value === null || value instanceof Raw) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, find(member, known, account)]));
}

const segment = (thing: string | number | Raw) => (thing instanceof Raw ? thing.text : encoded(String(thing)));

// ---- Odd ones ---------------------------------------------------------------------------------

type Change = (request: ApiRequest) => ApiRequest;

const withHeaders =
  (headers: Record<string, string>): Change =>
  (request) => ({ ...request, headers: { ...request.headers, ...headers } });
const withBytes =
  (bytesOf: (json: string) => Buffer, headers: Record<string, string> = {}): Change =>
  (request) =>
    request.body === undefined
      ? withHeaders(headers)(request)
      : { ...withHeaders(headers)(request), bytes: bytesOf(JSON.stringify(request.body)) };

/** `{"a":{"a":…}}`, so deep that whoever goes into it by recursion comes to harm. */
const nested = (depth: number) => `${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`;

const ODD: readonly Change[] = [
  withHeaders({ "content-type": "application/json; charset=utf-16" }),
  withHeaders({ "content-type": "application/json; charset=nonsense" }),
  withHeaders({ "content-type": "application/JSON;charset=UTF-8" }),
  withBytes((json) => Buffer.from(json, "latin1")),
  withBytes((json) => Buffer.from(`\ufeff${json}`)),
  withBytes((json) => Buffer.from(json, "utf16le"), { "content-type": "application/json; charset=utf-16" }),
  withBytes(() => Buffer.alloc(0)),
  withBytes(() => Buffer.from("null")),
  withBytes((json) => Buffer.from(json.replace(/"([^"\\]*)"/, String.raw`"$1\ud800"`))),
  withBytes((json) => Buffer.from(json.replaceAll(/:"([^"\\]*)"/g, String.raw`:"$1\udc00\ud83d"`))),
  withBytes((json) =>
    Buffer.concat([Buffer.from(json.slice(0, -2)), Buffer.from([0xff, 0xfe, 0xc0]), Buffer.from(json.slice(-2))]),
  ),
  withBytes((json) => Buffer.from(json.replaceAll(/:(\d+|true|false)/g, ":1e308"))),
  withBytes((json) => Buffer.from(json.replaceAll(/:(\d+|true|false)/g, ":-0"))),
  withBytes((json) =>
    Buffer.from(
      json.replace("{", `{"imap":{"host":"127.0.0.1","port":1,"auth":{"user":"u","pass":"p"},"tls":${nested(5000)}},`),
    ),
  ),
  withBytes((json) => Buffer.from(json.replace("{", `{"smtp":{"host":"127.0.0.1","port":1,"tls":${nested(50_000)}},`))),
  (request) => ({ ...request, query: [...request.query, ["documentStore", "true"]] }),
  (request) => ({ ...request, query: [...request.query, ["locale", "xx"]] }),
  (request) => ({ ...request, path: `${request.path}/` }),
  (request) => ({ ...request, body: request.body ?? { a: 1 } }),
  ...NASTY.filter((text) => /^[\t\x20-\x7e]+$/.test(text)).flatMap((text) => [
    withHeaders({ range: `bytes=${text}` }),
    withHeaders({ "if-none-match": text, "if-range": text, "if-modified-since": text }),
    withHeaders({ "accept-language": text, "x-ee-locale": text, accept: text }),
    withHeaders({
      "x-request-id": text,
      "x-forwarded-for": text,
      "x-forwarded-host": text,
      "x-forwarded-proto": text,
      referer: text,
    }),
  ]),
  withHeaders({ range: "bytes=0-0" }),
  withHeaders({ range: "bytes=-1,0-0,5-99999999999999999999" }),
];

/** Requests that are mostly in order, with something odd about them that may be taken or refused. */
export const anyOddRequest = (operation: Operation, anyValue: ReturnType<typeof createAnyValue>): fc.Arbitrary<Draft> =>
  fc.tuple(anyRequest(operation, anyValue, false), fc.constantFrom(...ODD)).map(
    ([draft, change]) =>
      (known: KnownThings) =>
        change(draft(known)),
  );
