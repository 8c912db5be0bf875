import Type from "typebox";
import { describe, expect, it } from "vitest";
import { createAccount, getAccount, listAccounts, updateAccount } from "./accounts.ts";
import { ALL_CONTRACTS } from "./all.ts";
import { contract } from "./contract.ts";
import { listMessages } from "./messages.ts";
import {
  AccountParams,
  Email,
  HttpUrl,
  Ip,
  ListOrOne,
  Nullable,
  OneOf,
  OrEmpty,
  OrFalse,
  ProxyUrl,
  Strict,
  Timestamp,
  Trimmed,
} from "./schemas.ts";
import { getSettings, updateSettings } from "./settings.ts";
import { submit } from "./submissions.ts";
import { createToken } from "./tokens.ts";
import { compileContract, type RawInput } from "./validation.ts";

const everything = contract({
  method: "POST",
  path: "/v1/everything/:account",
  operationId: "postEverything",
  summary: "A route with one field of each kind",
  tag: "Test",
  scope: "api",
  action: "write",
  group: "account",
  params: AccountParams,
  query: Strict({ page: Type.Optional(Type.Integer({ minimum: 0, default: 0 })) }),
  headers: Type.Object({ "idempotency-key": Type.Optional(Type.String({ maxLength: 8 })) }),
  body: Strict({
    flag: Type.Optional(Type.Boolean()),
    count: Type.Optional(Type.Integer()),
    name: Type.Optional(Trimmed({ minLength: 1, maxLength: 5 })),
    nullable: Type.Optional(Nullable(Type.String())),
    nullableFlag: Type.Optional(Nullable(Type.Boolean())),
    nullableCount: Type.Optional(Nullable(Type.Integer())),
    choice: Type.Optional(Nullable(OneOf(["a", "b"]))),
    list: Type.Optional(ListOrOne(Type.String())),
    nullableList: Type.Optional(Nullable(ListOrOne(Type.String()))),
    people: Type.Optional(ListOrOne(Strict({ address: Email() }))),
    block: Type.Optional(
      OrFalse(Strict({ port: Type.Integer({ minimum: 1 }), secure: Type.Optional(Type.Boolean({ default: false })) })),
    ),
    url: Type.Optional(OrEmpty(HttpUrl())),
    date: Type.Optional(Timestamp()),
    ip: Type.Optional(Ip()),
    proxy: Type.Optional(ProxyUrl()),
  }),
  response: Type.Object({}),
});

const check = compileContract(everything);
const withBody = (body: unknown) => check({ params: { account: "a" }, query: {}, body });

function accepted(body: unknown) {
  const result = withBody(body);
  if ("faults" in result) throw new Error(JSON.stringify(result.faults));
  return result.input.body;
}

function refused(body: unknown) {
  const result = withBody(body);
  if ("input" in result) throw new Error(`accepted as ${JSON.stringify(result.input)}`);
  return result.faults;
}

describe("coercion", () => {
  it.each([true, "true", "TRUE", "Y", "y", "1", 1, "on"])("takes %j for true", (flag) => {
    expect(accepted({ flag })).toEqual({ flag: true });
  });

  it.each([false, "false", "N", "n", "0", 0, "", "off"])("takes %j for false", (flag) => {
    expect(accepted({ flag })).toEqual({ flag: false });
  });

  it.each([null, 2, "maybe", [true], {}])("refuses %j as a boolean", (flag) => {
    expect(refused({ flag })).toEqual([{ message: '"flag" must be true or false', key: "flag", path: "body.flag" }]);
  });

  it("reads numbers from text and refuses what is not one", () => {
    expect(accepted({ count: "5" })).toEqual({ count: 5 });
    expect(accepted({ count: " -3 " })).toEqual({ count: -3 });
    for (const count of ["", "five", "5.5", null, true, "0x10"]) {
      expect(refused({ count })).toEqual([
        { message: '"count" must be a whole number', key: "count", path: "body.count" },
      ]);
    }
  });

  it("keeps null where it is allowed and never makes another value of it", () => {
    const nulls = { nullable: null, nullableFlag: null, nullableCount: null, choice: null, nullableList: null };
    expect(accepted({ ...nulls })).toEqual(nulls);
    for (const key of ["name", "list", "flag", "count", "date"]) expect(refused({ [key]: null })).toHaveLength(1);
  });

  it("keeps an empty string, also where null is allowed", () => {
    expect(accepted({ nullable: "" })).toEqual({ nullable: "" });
  });

  it("takes one item for a list of one, objects too", () => {
    expect(accepted({ list: "a", nullableList: "b", people: { address: "a@example.com" } })).toEqual({
      list: ["a"],
      nullableList: ["b"],
      people: [{ address: "a@example.com" }],
    });
    expect(accepted({ list: ["a"], nullableList: ["b"] })).toEqual({ list: ["a"], nullableList: ["b"] });
  });

  it("refuses a list of one where a single value is meant", () => {
    expect(refused({ nullable: ["a"] })).toHaveLength(1);
  });

  it("trims before it measures", () => {
    expect(accepted({ name: "  abcde " })).toEqual({ name: "abcde" });
    expect(refused({ name: "   " })[0]?.message).toBe('"name" must not be empty');
  });

  it("fills in defaults, inside a block that may be false too", () => {
    const result = check({ params: { account: "a" }, query: {}, body: { block: { port: "25" } } });
    expect(result).toMatchObject({ input: { query: { page: 0 }, body: { block: { port: 25, secure: false } } } });
    expect(accepted({ block: false })).toEqual({ block: false });
  });

  it("returns dates as they were given", () => {
    for (const date of ["2031-02-03", "2031-02-03T08:00:00Z", "2031-02-03T08:00:00.123+02:00", "2031-02"]) {
      expect(accepted({ date })).toEqual({ date });
    }
    for (const date of ["2031-02-30", "tomorrow", "", "2031-13-01", "03/02/2031"])
      expect(refused({ date })).toHaveLength(1);
  });
});

describe("faults", () => {
  it("are collected over all parts", () => {
    const result = check({
      params: { account: "" },
      query: { page: -1, nope: 1 },
      headers: { "idempotency-key": "123456789", "user-agent": "x" },
      body: { count: "x", people: [{ address: "a@example.com" }, { address: "bad" }], block: {}, foo: 1 },
    });
    const faults = "faults" in result ? result.faults : [];
    expect(faults.map(({ key, path }) => [key, path])).toEqual(
      expect.arrayContaining([
        ["account", "params.account"],
        ["page", "query.page"],
        ["nope", "query.nope"],
        ["idempotency-key", "headers.idempotency-key"],
        ["count", "body.count"],
        ["address", "body.people.1.address"],
        ["port", "body.block.port"],
        ["foo", "body.foo"],
      ]),
    );
    expect(faults).toHaveLength(8);
  });

  it("name an unknown key", () => {
    expect(refused({ foo: 1 })).toEqual([{ message: '"foo" is not allowed', key: "foo", path: "body.foo" }]);
  });

  it("say what is wrong inside a block that may be false", () => {
    expect(refused({ block: { port: 0 } })).toEqual([
      { message: '"port" must be at least 1', key: "port", path: "body.block.port" },
    ]);
    expect(refused({ block: true })[0]).toMatchObject({ key: "block", message: '"block" must be an object' });
  });

  it("list the choices", () => {
    expect(refused({ choice: "c" })[0]?.message).toBe('"choice" must be one of: a, b');
  });

  it("are at most a hundred", () => {
    const body = Object.fromEntries(Array.from({ length: 5000 }, (_, n) => [`key${n}`, n]));
    expect(refused(body)).toHaveLength(100);
  });

  it("stop at the first one for a very large body", () => {
    const people = Array.from({ length: 300_000 }, () => ({ address: "" }));
    const before = process.memoryUsage().heapUsed;
    expect(refused({ people })).toHaveLength(1);
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(100_000_000);
  });

  it("tell a body that is no object", () => {
    for (const body of ["text", 5, ["a"]]) expect(refused(body)[0]).toMatchObject({ key: "body", path: "body" });
  });
});

describe("formats", () => {
  const long = `${"a".repeat(200)}@example.com`;
  it.each(["a@example.com", long, "jõgeva@näide.ee", '"a b"@example.com', "a+b@sub.example.co"])(
    "takes the address %s",
    (address) => {
      expect(accepted({ people: { address } })).toEqual({ people: [{ address }] });
    },
  );

  it.each([
    "root@localhost",
    "a",
    "@example.com",
    "a@",
    "a b@example.com",
    "a@exa mple.com",
    "a@b.com\r\nX: y",
    "a@-b.com",
    "a@10.0.0.1",
    "a..b@example.com",
  ])("refuses the address %j", (address) =>
    expect(refused({ people: { address } })[0]?.message).toBe('"address" must be a valid email address'),
  );

  it("knows URLs, with an empty one where it clears", () => {
    expect(accepted({ url: "https://example.com/hook?x=1" })).toBeTruthy();
    expect(accepted({ url: "" })).toEqual({ url: "" });
    expect(refused({ url: "ftp://example.com" })).toHaveLength(1);
    expect(accepted({ proxy: "socks5://user:pass@10.0.0.1:1080" })).toBeTruthy();
    expect(refused({ proxy: "ftp://10.0.0.1" })).toHaveLength(1);
  });

  it("knows addresses of machines", () => {
    for (const ip of ["10.0.0.1", "::1", "2001:db8::7"]) expect(accepted({ ip })).toEqual({ ip });
    for (const ip of ["10.0.0.256", "10.0.0.0/8", "host"]) expect(refused({ ip })).toHaveLength(1);
  });

  it("gets through long hostile text", () => {
    for (const text of [
      "a".repeat(500_000),
      `${" ".repeat(500_000)}!`,
      `${"a.".repeat(250_000)}@`,
      `${"=".repeat(500_000)}x`,
    ]) {
      refused({ people: { address: text }, url: text, date: text, ip: text, proxy: text });
      compileContract(submit)({ params: { account: "a" }, body: { raw: text, attachments: [{ content: text }] } });
    }
  });
});

describe("the routes", () => {
  const run = (route: Parameters<typeof compileContract>[0], raw: RawInput) => compileContract(route)(raw);
  const keys = (result: ReturnType<typeof run>) => ("faults" in result ? result.faults.map((fault) => fault.path) : []);

  it("all compile and refuse unknown keys", () => {
    for (const route of ALL_CONTRACTS) {
      expect(keys(run(route, { query: { nonsense: 1 } }))).toContain("query.nonsense");
      if (route.body) expect(keys(run(route, { body: { nonsense: 1 } }))).toContain("body.nonsense");
    }
  });

  it("accept and drop documentStore", () => {
    const listing = { params: { account: "a" }, query: { path: "INBOX", documentStore: "true" } };
    expect(run(listMessages, listing)).toEqual({
      input: {
        params: { account: "a" },
        query: { path: "INBOX", page: 0, pageSize: 20 },
        body: undefined,
        headers: {},
      },
    });
    const body = { reference: { message: "AAA", documentStore: true }, text: "hi" };
    const sent = run(submit, { params: { account: "a" }, query: { documentStore: true }, body });
    expect(sent).toHaveProperty("input.body.reference", {
      message: "AAA",
      action: "reply",
      inline: false,
      forwardAttachments: false,
      ignoreMissing: false,
    });
    expect(run(updateSettings, { body: { documentStoreUrl: "x", notifyText: "Y" } })).toMatchObject({
      input: { body: { notifyText: true } },
    });
    expect(run(getSettings, { query: { documentStorePassword: "true" } })).toHaveProperty("input");
  });

  it("accept and drop a locale in the query, unless it is a parameter of theirs", () => {
    for (const route of ALL_CONTRACTS) {
      const isOwn = "locale" in route.query.properties;
      expect(keys(run(route, { query: { locale: "xx" } })).includes("query.locale"), route.path).toBe(isOwn);
    }
    expect(run(getAccount, { params: { account: "a" }, query: { locale: "de" } })).toHaveProperty("input.query", {
      quota: false,
    });
    expect(keys(run(getAccount, { params: { account: "a", locale: "de" } }))).toEqual(["params.locale"]);
  });

  it("ask for what an IMAP server needs unless it is disabled", () => {
    const account = { account: null, name: "A" };
    expect(keys(run(createAccount, { body: { ...account, imap: { auth: { user: "u", pass: "p" } } } }))).toEqual([
      "body.imap.host",
      "body.imap.port",
    ]);
    expect(run(createAccount, { body: { ...account, imap: { disabled: true } } })).toHaveProperty("input");
    expect(run(createAccount, { body: { ...account, imap: { host: "::1", port: "993", secure: 1 } } })).toMatchObject({
      input: { body: { account: null, logs: false, imap: { port: 993, secure: true, resyncDelay: 900 } } },
    });
  });

  it("keep a password and a token apart", () => {
    const imap = { host: "imap.example.com", port: 993, auth: { user: "u", pass: "p", accessToken: "t" } };
    expect(keys(run(createAccount, { body: { account: "a", name: "A", imap } }))).toEqual(["body.imap.auth.pass"]);
    const partial = { imap: { partial: true, auth: { pass: "new" } } };
    expect(run(updateAccount, { params: { account: "a" }, body: partial })).toHaveProperty("input");
    const whole = { imap: { auth: { pass: "new" } } };
    expect(keys(run(updateAccount, { params: { account: "a" }, body: whole }))).toEqual(["body.imap.auth.user"]);
  });

  it("know which fields of a submission exclude each other", () => {
    const body = {
      raw: "aGk=",
      text: "hi",
      reference: { forwardAttachments: true },
      attachments: [{ filename: "a" }, { content: "aGk=", reference: "AAA" }, { reference: false, content: "aGk=" }],
    };
    expect(keys(run(submit, { params: { account: "a" }, body }))).toEqual([
      "body.text",
      "body.attachments",
      "body.reference.message",
      "body.reference.forwardAttachments",
      "body.attachments.0.content",
      "body.attachments.1.content",
    ]);
  });

  it("read custom headers as text or lists of it", () => {
    const body = { headers: { "X-One": "1", "X-Two": ["a", "b"] } };
    expect(run(submit, { params: { account: "a" }, body })).toHaveProperty("input.body.headers", body.headers);
    expect(keys(run(submit, { params: { account: "a" }, body: { headers: { "X-One": { a: 1 } } } }))).toEqual([
      "body.headers.X-One",
    ]);
  });

  it("want permissions of a token in one of two forms", () => {
    const body = { description: "d", scopes: "api" };
    expect(run(createToken, { body: { ...body, account: "a" } })).toMatchObject({
      input: { body: { scopes: ["api"] } },
    });
    const grants = [{ action: "read", group: "account" }];
    expect(run(createToken, { body: { ...body, permissions: { grants } } })).toHaveProperty("input");
    expect(keys(run(createToken, { body: { ...body, permissions: { grants, actions: ["read"] } } }))).toEqual([
      "body.permissions.grants",
    ]);
    expect(keys(run(createToken, { body: { ...body, permissions: {} } }))).toEqual(["body.permissions"]);
    expect(keys(run(createToken, { body: { ...body, account: "a", scopes: ["all"] } }))).toEqual(["body.scopes.0"]);
  });

  it("trim account ids and read booleans in queries", () => {
    expect(run(getAccount, { params: { account: " a " }, query: { quota: "Y" } })).toMatchObject({
      input: { params: { account: "a" }, query: { quota: true } },
    });
    expect(run(listAccounts, { query: { pageSize: "1001" } })).toHaveProperty("faults");
  });
});
