import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { FunctionFault } from "../core/user-function.ts";
import { startFunctions, startServer, type TestFunctions } from "./testing.ts";

describe("users' functions", () => {
  let all: TestFunctions;
  /** For those that compute until they are stopped; of the others a busy machine asks for patience. */
  let impatient: TestFunctions;
  const endings: (() => Promise<void>)[] = [];
  beforeAll(() => {
    const end = (close: () => Promise<void>) => void endings.push(close);
    const memory = 16 * 1024 * 1024;
    all = startFunctions({ limits: { computeMs: 20_000, memory }, end });
    impatient = startFunctions({ limits: { computeMs: 300, memory }, end });
  });
  afterAll(() => Promise.all(endings.map((end) => end())));
  const run: TestFunctions["run"] = (...given) => all.run(...given);
  const valueOf = async (...given: Parameters<typeof run>) => {
    const result = await run(...given);
    expect(result).toMatchObject({ ok: true });
    return result.ok ? result.value : undefined;
  };
  const faultOf = async (...given: Parameters<typeof run>) => {
    const result = await run(...given);
    expect(result).toMatchObject({ ok: false });
    return result.ok ? undefined : result.fault;
  };

  it.each([
    ["return payload.a + 1;", 2],
    ["return await Promise.resolve({ b: [payload.a, null] })", { b: [1, null] }],
    ["const wait = async (x) => { await null; return x; }; return [await wait(1), await wait(2)] // done", [1, 2]],
    ["", undefined],
    ["return undefined", undefined],
    ["return 0", 0],
    ["return new Date(0)", "1970-01-01T00:00:00.000Z"],
    ["return new Map([[1, 2]])", {}],
    ["return NaN", null],
    ["return 'ä€😀\\u0000'", "ä€😀\0"],
    ["return env.key", "of env"],
    [
      "return [typeof require, typeof process, typeof Buffer, typeof setTimeout, typeof queueMicrotask, typeof host]",
      Array(6).fill("undefined"),
    ],
    ["'use strict'; return this === undefined", true],
  ])("return what %s says", async (source, expected) => {
    expect(await valueOf(source, { a: 1 }, { env: '{"key":"of env"}' })).toEqual(expected);
  });

  it("find nothing beside the language but what is promised", async () => {
    const names = (await valueOf("return Object.getOwnPropertyNames(globalThis)")) as string[];
    const builtIn = ["InternalError", "escape", "unescape", "Float16Array", "Iterator"];
    const here = new Set([...Object.getOwnPropertyNames(globalThis), ...builtIn]);
    const language = names.filter(
      (name) => here.has(name) && !["URL", "URLSearchParams", "console", "fetch"].includes(name),
    );
    expect(names.filter((name) => !language.includes(name)).toSorted()).toEqual(
      ["URL", "URLSearchParams", "console", "env", "fetch", "logger"].toSorted(),
    );
  });

  it("tell whether the result is truthy, of one that has no JSON too", async () => {
    for (const [source, isTruthy, value] of [
      ["return 'x'", true, "x"],
      ["return ''", false, ""],
      ["return () => 1", true, undefined],
      ["const a = []; a.push(a); return a", true, undefined],
      ["return 10n", true, undefined],
      ["return 0n", false, undefined],
      ["return 'x'.repeat(2e6)", true, undefined],
      ["return { get x() { throw 1 } }", true, undefined],
    ] as const)
      expect(await run(source, {}, { needs: "truth" })).toMatchObject({ ok: true, isTruthy, value });
  });

  it.each<[string, string, Partial<FunctionFault>]>([
    [
      "a syntax error",
      "return 1;\n  let x = ;",
      { kind: "compile", message: expect.stringMatching(/^SyntaxError: /), line: 2, column: 11 },
    ],
    ["one in the first line", "retrun 1", { kind: "compile", line: 1, column: 8 }],
    ["a body that ends too early", "return 1 }", { kind: "compile" }],
    ["parentheses without end", "(".repeat(100_000), { kind: "compile" }],
    [
      "a thrown error",
      "\n\n  throw new RangeError('no')",
      { kind: "threw", message: "RangeError: no", line: 3, stack: expect.stringContaining("function.js:3:") },
    ],
    ["a thrown null", "throw null", { kind: "threw", message: "It threw null" }],
    ["a thrown value", "throw { code: 7 }", { kind: "threw", message: 'It threw {"code":7}' }],
    ["a thrown symbol", "throw Symbol('x')", { kind: "threw", message: "It threw Symbol(x)" }],
    [
      "a thrown object that resists",
      "throw { get message() { throw 1 }, toJSON() { throw 2 } }",
      { kind: "threw", message: "It threw something that can't be shown" },
    ],
    [
      "a thrown proxy",
      "throw new Proxy({}, { get() { throw 1 }, has() { throw 1 }, getPrototypeOf() { throw 1 } })",
      { kind: "threw" },
    ],
    [
      "a name that is not there",
      "return process.env",
      { kind: "threw", message: "ReferenceError: 'process' is not defined" },
    ],
    ["a loop", "for (;;);", { kind: "timeout" }],
    ["a loop that catches", "for (;;) try { for (;;); } catch {} finally { for (;;); }", { kind: "timeout" }],
    ["a loop after waiting", "await null; for (;;);", { kind: "timeout" }],
    ["microtasks without end", "for (;;) await null", { kind: "timeout" }],
    ["promises without end", "const again = () => Promise.resolve().then(again); await again()", { kind: "timeout" }],
    [
      "a promise that never settles",
      "await new Promise(() => {})",
      { kind: "timeout", message: "It awaits something that never comes" },
    ],
    ["a thenable that never settles", "return { then() {} }", { kind: "timeout" }],
    ["a hostile regular expression", "return /(a+)+$/.test('a'.repeat(50) + 'b')", { kind: "timeout" }],
    ["a getter without end in the result", "return { get x() { for (;;); } }", { kind: "timeout" }],
    ["a loop in what JSON calls", "return { toJSON() { for (;;); } }", { kind: "timeout" }],
    ["memory without end", "const a = []; for (;;) a.push(new Uint8Array(1e6))", { kind: "memory" }],
    [
      "recursion without end",
      "const f = () => f() + 1; return f()",
      { kind: "threw", message: "InternalError: stack overflow" },
    ],
    ["getters that recurse", "class A { get x() { return this.x } } return new A().x", { kind: "threw" }],
    ["deep JSON", "return JSON.parse('['.repeat(1e6))", { kind: "threw" }],
    ["a deep result", "let o = {}; for (let i = 0; i < 2e4; i++) o = { o }; return o", { kind: "notJson" }],
    ["a huge result", "return 'x'.repeat(2e6)", { kind: "tooLarge" }],
    ["a circular result", "const a = {}; a.a = a; return a", { kind: "notJson" }],
    [
      "a result without JSON",
      "return () => 1",
      { kind: "notJson", message: "The result can't be written as JSON: function" },
    ],
    [
      "a result that throws",
      "return { get x() { throw new Error('no') } }",
      { kind: "notJson", message: expect.stringContaining("Error: no") },
    ],
    ["a proxy that throws", "return new Proxy({}, { ownKeys() { throw new Error('no') } })", { kind: "notJson" }],
    [
      "a way out by constructors",
      "return payload.constructor.constructor('return process')()",
      { kind: "threw", message: expect.stringContaining("'process' is not defined") },
    ],
    ["a way out by fetch", "return fetch.constructor('return process.env')()", { kind: "threw" }],
    ["a host that is asked for what it has not", "return logger.info.constructor('return host')()", { kind: "threw" }],
  ])("end with a plain fault for %s, and the next one runs", async (_name, source, expected) => {
    const { run } = expected.kind === "timeout" ? impatient : all;
    const result = await run(source);
    const { stack, ...fault } = (result.ok ? {} : result.fault) as FunctionFault;
    expect({ ...fault, ...(stack !== undefined && { stack }) }).toMatchObject(expected);
    expect(fault.message.length).toBeGreaterThan(5);
    expect(fault.message).not.toMatch(/posthorn|\/work|node:/);
    expect(await valueOf("return 1")).toBe(1);
  });

  it("end their thread where the interpreter can't be stopped, and nothing else", async () => {
    const stuck = "return 'a'.repeat(5e6).indexOf('a'.repeat(2e6) + 'b')";
    const [fault, ...values] = await Promise.all([
      impatient.run(stuck, {}, { label: { owner: "bad", role: "filter" } }),
      ...["b", "c", "d"].map((owner) => impatient.run("return 1", {}, { label: { owner, role: "map" } })),
    ]);
    expect(fault).toMatchObject({ fault: { kind: "timeout" } });
    for (const one of values) expect(one).toMatchObject({ value: 1 });
  });

  it("share nothing: neither globals nor prototypes, with no other and not with us", async () => {
    const spoil = `
      globalThis.left = 1; Object.prototype.polluted = 1; Array.prototype.map = () => "mine";
      JSON.stringify = () => '"forged"'; Promise.prototype.then = () => { throw 1 }; payload.__proto__.x = 1;
      logger.info = null; env.a = 2; console.log = 1; URL.prototype.toString = () => "mine";
      return [typeof left, {}.polluted];`;
    const look =
      "return [typeof left, {}.polluted, [1].map((x) => x + 1), {}.x, env.a, typeof logger.info, new URL('http://a').href]";
    for (let count = 0; count < 6; count++) {
      expect(await valueOf(spoil, { a: 1 }, { env: '{"a":1}' })).toEqual(["number", 1]);
      expect(await valueOf(look, {}, { env: '{"a":1}' })).toEqual([
        "undefined",
        null,
        [2],
        null,
        1,
        "function",
        "http://a/",
      ]);
    }
    expect(await valueOf('return JSON.parse(\'{"__proto__":{"polluted":1}}\')')).toEqual(
      JSON.parse('{"__proto__":{"polluted":1}}'),
    );
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });

  it("see a copy of the payload, with what looks like a prototype in it", async () => {
    const source = "return [Object.keys(payload), payload.polluted]";
    const { functions } = all;
    const payload = '{"__proto__":{"polluted":1},"a":1}';
    const label = { owner: "x", role: "map" };
    expect(await functions.run({ source, payload, env: "{}", label, needs: "value" })).toMatchObject({
      value: [["__proto__", "a"], null],
    });
  });

  it("write lines, of a bounded number and length, to whoever called and to the log", async () => {
    const { logged } = all;
    logged.length = 0;
    const source = `
      for (const level of Object.keys(logger)) logger[level](level);
      logger.info({ a: [1] }); console.log(new TypeError("no")); logger.warn(undefined);
      logger.info({ toJSON() { throw 1 } }); logger.info("x".repeat(5000));
      await null;
      for (let i = 0; i < 200; i++) logger.debug(i);
      throw new Error("and then");`;
    const result = await run(source);
    expect(result.logs).toHaveLength(100);
    expect(result.logs.slice(0, 13)).toEqual([
      ...["trace", "debug", "info", "warn", "error", "fatal", "silent"].map((level) => ({ level, text: level })),
      { level: "info", text: '{"a":[1]}' },
      { level: "info", text: "TypeError: no" },
      { level: "warn", text: "undefined" },
      { level: "info", text: "(something that can't be shown)" },
      { level: "info", text: "x".repeat(4096) },
      { level: "debug", text: "0" },
    ]);
    expect(logged.slice(0, 7)).toMatchObject(
      [
        ["debug", "trace"],
        ["debug", "debug"],
        ["info", "info"],
        ["warn", "warn"],
        ["error", "error"],
        ["error", "fatal"],
        ["info", '{"a":[1]}'],
      ].map(([method, text]) => ({ method, text, context: { userFunction: { owner: "endpoint", role: "map" } } })),
    );
  });

  it("know addresses as browsers do", async () => {
    const source = `
      const url = new URL("../b?x=1&y=a b#c", "https://ada:pw@ex\\u00e4mple.org:8080/a/d/");
      url.searchParams.append("z", "ä&"); url.searchParams.delete("x"); url.port = "443"; url.hash = "";
      const params = new URLSearchParams([["b", "2"], ["a", "1"], ["b", "3"]]);
      params.sort(); params.set("b", "9"); params.append("c", "\\ud800");
      url.search = "?q=1";
      const q = url.searchParams.get("q");
      let fault; try { new URL("nonsense") } catch (error) { fault = String(error) }
      return { href: String(url), host: url.host, origin: url.origin, user: url.username, q, json: url,
        params: String(params), size: params.size, all: [...new URLSearchParams({ k: 1 })], fault,
        can: [URL.canParse("x:y"), URL.canParse("/x"), URL.parse("/x")] };`;
    expect(await valueOf(source)).toEqual({
      href: "https://ada:pw@xn--exmple-cua.org/a/b?q=1",
      host: "xn--exmple-cua.org",
      origin: "https://xn--exmple-cua.org",
      user: "ada",
      q: "1",
      json: "https://ada:pw@xn--exmple-cua.org/a/b?q=1",
      params: "a=1&b=9&c=%EF%BF%BD",
      size: 3,
      all: [["k", "1"]],
      fault: "TypeError: Invalid URL: nonsense",
      can: [true, false, null],
    });
  });

  it("are compiled without being run", async () => {
    const { functions } = all;
    expect(await functions.check("for (;;); return await payload")).toBeNull();
    expect(await functions.check("}), (() => { for (;;); })(), (function () {")).toBeNull();
    expect(await functions.check("\nreturn (")).toMatchObject({ kind: "compile", line: 3 });
    expect(await functions.check("x".repeat(2e6))).toMatchObject({ kind: "tooLarge" });
    await expect(functions.check("1", AbortSignal.abort(new Error("gone")))).rejects.toThrow("gone");
  });

  it("are refused when they are too long", async () => {
    expect(await faultOf(`return 1;${" ".repeat(2e6)}`)).toMatchObject({ kind: "tooLarge" });
  });

  it("are counted by how they end", async () => {
    all.outcomes.length = 0;
    await run("return 1");
    await run("throw 1");
    await run("return (");
    expect(all.outcomes).toEqual(["returned", "threw", "compile"]);
  });
});

describe("fetch of users' functions", () => {
  it("sends what it is given and tells what comes", async () => {
    const { run } = startFunctions();
    const url = await startServer((request, response) => {
      const { method, url: path, headers, text } = request;
      response.writeHead(201, { "X-Two": ["a", "b"], "Set-Cookie": ["c=1", "d=2"] });
      response.end(JSON.stringify({ method, path, text, headers }));
    });
    const source = `
      const response = await fetch(new URL("/x?y", payload.url), {
        method: "put", headers: { "X-A": 1, Host: "evil", "Content-Length": "3", Connection: "x" }, body: new URLSearchParams({ ä: "1" }) });
      const seen = []; response.headers.forEach((value, name) => seen.push(name));
      const json = await response.json();
      let again; try { await response.text() } catch (error) { again = error.message }
      return { ok: response.ok, status: response.status, statusText: response.statusText, url: response.url, json, again,
        two: response.headers.get("x-TWO"), has: response.headers.has("nothing"), none: response.headers.get("nothing"),
        isIn: seen.includes("set-cookie"), entries: [...response.headers].length === seen.length };`;
    const result = await run(source, { url });
    expect(result).toMatchObject({
      ok: true,
      value: {
        ok: true,
        status: 201,
        statusText: "Created",
        url: `${url}/x?y`,
        json: {
          method: "PUT",
          path: "/x?y",
          text: "%C3%A4=1",
          headers: {
            "x-a": "1",
            host: new URL(url).host,
            "content-type": "application/x-www-form-urlencoded;charset=UTF-8",
            "user-agent": "Posthorn/test",
          },
        },
        again: "The body has been read already",
        two: "a, b",
        has: false,
        none: null,
        isIn: true,
        entries: true,
      },
    });
  });

  it("rejects for whatever goes wrong, and the function goes on", async () => {
    const { run } = startFunctions({ limits: { answerBody: 1000, requestBody: 100 } });
    const url = await startServer((request, response) => {
      if (request.url === "/large") response.end("x".repeat(2000));
      else if (request.url === "/cut") {
        response.writeHead(200, { "Content-Length": "100" });
        response.write("half");
        setImmediate(() => response.destroy());
      } else if (request.url === "/moved") response.writeHead(302, { Location: "/elsewhere" }).end();
      else response.end("fine");
    });
    const source = `
      const told = async (...given) => {
        try { const { status, headers } = await fetch(...given); return [status, headers.get("location")] }
        catch (error) { return [error.name, error.code ?? error.message] } };
      return {
        large: await told(payload.url + "/large"), cut: await told(payload.url + "/cut"),
        moved: await told(payload.url + "/moved"), refused: await told(payload.url + "/moved", { redirect: "error" }),
        nobody: await told("http://127.0.0.1:1/"), scheme: await told("file:///etc/passwd"), none: await told("nonsense"),
        login: await told("http://a:b@127.0.0.1/"), method: await told(payload.url, { method: "TRACE" }),
        body: await told(payload.url, { body: "x" }), long: await told(payload.url, { method: "POST", body: "x".repeat(101) }),
        header: await told(payload.url, { headers: { "a b": "c" } }) };`;
    const result = await run(source, { url });
    expect(result).toMatchObject({
      value: {
        large: ["TypeError", "EANSWERTOOLARGE"],
        cut: ["TypeError", expect.any(String)],
        moved: [302, "/elsewhere"],
        refused: ["TypeError", "The answer is a redirect"],
        nobody: ["TypeError", "ECONNREFUSED"],
        scheme: ["TypeError", expect.stringContaining("http")],
        none: ["TypeError", expect.stringContaining("Invalid URL")],
        login: ["TypeError", expect.stringContaining("password")],
        method: ["TypeError", expect.stringContaining("TRACE")],
        body: ["TypeError", "GET has no body"],
        long: ["Error", expect.stringContaining("100 bytes")],
        header: ["TypeError", expect.any(String)],
      },
    });
  });

  it("reaches no address that the policy forbids", async () => {
    const { run } = startFunctions({ policy: "private" });
    const url = await startServer((_request, response) => response.end("inside"));
    const source = "try { return await (await fetch(payload.url)).text() } catch (error) { return error.code }";
    for (const address of [
      url,
      url.replace("127.0.0.1", "localhost"),
      "http://169.254.169.254/",
      "http://[::ffff:127.0.0.1]/",
    ])
      expect(await run(source, { url: address })).toMatchObject({ value: "EEGRESSBLOCKED" });
  });

  it("may be called so many times, at once too", async () => {
    const { run } = startFunctions({ limits: { requests: 3 } });
    let asked = 0;
    const url = await startServer((_request, response) => response.end(String(++asked)));
    const source = `
      const all = await Promise.all([1, 2, 3].map(() => fetch(payload.url)));
      const texts = await Promise.all(all.map((one) => one.text()));
      try { await fetch(payload.url) } catch (error) { return [texts.sort(), error.message] }`;
    expect(await run(source, { url })).toMatchObject({
      value: [["1", "2", "3"], "No more than 3 requests may be made"],
    });
  });

  it("is made, too, when nobody waits for it", async () => {
    const { run } = startFunctions();
    const arrived: string[] = [];
    const url = await startServer((request, response) => (arrived.push(request.text), response.end()));
    expect(await run("fetch(payload.url, { method: 'POST', body: 'x' }); return 1", { url })).toMatchObject({
      value: 1,
    });
    await vi.waitFor(() => expect(arrived).toEqual(["x"]), { timeout: 30_000, interval: 20 });
  });

  it("does not keep others from the thread while it waits", async () => {
    const { run } = startFunctions({ threads: 1 });
    const waiting: (() => void)[] = [];
    const url = await startServer((_request, response) => void waiting.push(() => response.end("late")));
    const source = "return await (await fetch(payload.url)).text()";
    const slow = Array.from({ length: 20 }, () => run(source, { url }, { label: { owner: "slow", role: "map" } }));
    await vi.waitFor(() => expect(waiting).toHaveLength(20), { timeout: 40_000, interval: 20 });
    for (const owner of ["slow", "a", "b"])
      expect(await run("return 1", {}, { label: { owner, role: "map" } })).toMatchObject({ value: 1 });
    for (const answer of waiting) answer();
    for (const one of await Promise.all(slow)) expect(one).toMatchObject({ ok: true, value: "late" });
  });

  it("ends with the time of its function", async () => {
    const { run } = startFunctions({ limits: { wallMs: 300 } });
    let open = 0;
    const url = await startServer((_request, response) => {
      open += 1;
      response.on("close", () => (open -= 1));
    });
    expect(await run("await fetch(payload.url)", { url })).toMatchObject({
      fault: { kind: "timeout", message: "It took more than 0.3 s" },
    });
    await vi.waitFor(() => expect(open).toBe(0), { timeout: 30_000, interval: 20 });
  });
});

describe("the threads of users' functions", () => {
  it("forget what is not wanted any more, wherever it is", async () => {
    const { run } = startFunctions({ threads: 1, limits: { computeMs: 500 } });
    const url = await startServer((request, response) => void (request.url === "/now" && response.end()));
    const asked: AbortController[] = [];
    const start = (source: string) => {
      const leaving = new AbortController();
      asked.push(leaving);
      return run(source, { url }, { signal: leaving.signal });
    };
    const waits = start("logger.info('here'); await fetch(payload.url)");
    const computes = start("await fetch(payload.url + '/now'); for (;;);");
    const queued = start("return 1");
    for (const one of asked) one.abort();
    for (const one of [waits, computes, queued]) expect(await one).toMatchObject({ fault: { kind: "cancelled" } });
    expect(await run("return 1", {}, { signal: AbortSignal.abort() })).toMatchObject({ fault: { kind: "cancelled" } });
    expect(await run("return 1")).toMatchObject({ value: 1 });
  });

  it("leave one for others, however many slow calls an owner has", async () => {
    const { run } = startFunctions({ threads: 2, limits: { computeMs: 700 } });
    const settled: string[] = [];
    const slow = Array.from({ length: 6 }, async () => {
      await run("for (;;);", {}, { label: { owner: "slow", role: "map" } });
      settled.push("slow");
    });
    for (const owner of ["a", "b", "c"]) {
      expect(await run("return 1", {}, { label: { owner, role: "map" } })).toMatchObject({ value: 1 });
      settled.push(owner);
    }
    await Promise.all(slow);
    expect(settled.slice(-3)).toEqual(["slow", "slow", "slow"]);
  });

  it("leave one for others, however many slow owners there are", async () => {
    const { run } = startFunctions({ threads: 2, limits: { computeMs: 700 } });
    const settled: string[] = [];
    const loop = async (owner: string) => {
      await run("for (;;);", {}, { label: { owner, role: "map" } });
      settled.push("slow");
    };
    await Promise.all(["slow a", "slow b"].map(loop));
    const slow = ["slow a", "slow b", "slow a", "slow b"].map(loop);
    expect(await run("return 1", {}, { label: { owner: "quick", role: "map" } })).toMatchObject({ value: 1 });
    settled.push("quick");
    await Promise.all(slow);
    expect(settled.slice(-2)).toEqual(["slow", "slow"]);
  });

  it("take only so many calls that wait", async () => {
    const { functions, run } = startFunctions({ threads: 1, limits: { computeMs: 60_000 } });
    const all = Array.from({ length: 210 }, () => run("for (;;);"));
    const last = await all.at(-1);
    expect(last).toMatchObject({ fault: { kind: "unavailable", message: "Too many functions wait already" } });
    await functions.close();
    for (const one of await Promise.all(all)) expect(one).toMatchObject({ fault: { kind: "unavailable" } });
    expect(await run("return 1")).toMatchObject({ fault: { kind: "unavailable", message: "The service stops" } });
  });

  it("are given up when their memory has grown, and the next call has a fresh one", async () => {
    const { run } = startFunctions({ threads: 1, limits: { memory: 120 * 1024 * 1024, computeMs: 30_000 } });
    const eat = "const a = []; for (let i = 0; i < 100; i++) a.push(new Uint8Array(1e6)); return a.length";
    for (let count = 0; count < 3; count++) expect(await run(eat)).toMatchObject({ value: 100 });
    expect(await run("return 1")).toMatchObject({ value: 1 });
  });

  it("end when nobody needs them, and start again", async () => {
    const { run } = startFunctions({ idleMs: 1 });
    for (let count = 0; count < 3; count++) {
      expect(await run("return 1")).toMatchObject({ value: 1 });
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  });
});
