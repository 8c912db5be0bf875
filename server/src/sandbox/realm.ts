import type { QuickJSContext, QuickJSHandle, QuickJSRuntime, QuickJSWASMModule } from "quickjs-emscripten";
import { type FunctionFault, LOG_LEVELS, type LogLine } from "../core/user-function.ts";
import { compileFault, inSource, SOURCE_NAME, wrapSource } from "./function-source.ts";
import { GUEST_SCRIPTS } from "./guest-scripts.ts";
import { guestUrls } from "./guest-urls.ts";
import type { FunctionLimits, GuestRequest, Outcome, RequestAnswer } from "./turns.ts";

/** Where one call runs, and nothing else before or after it: an interpreter's runtime with its own memory and globals. */
export interface Realm {
  /** Compiles, and runs nothing. */
  check(source: string): Ended;
  run(source: string, payload: string, env: string, needsValue: boolean): Ended;
  answer(request: number, answer: RequestAnswer): Ended;
  /** Throws where the interpreter can't be trusted any more. */
  dispose(): void;
}

/** `outcome` is null while the function waits. */
export interface Ended {
  logs: LogLine[];
  requests: GuestRequest[];
  outcome: Outcome | null;
  /** The interpreter itself failed. */
  isBroken: boolean;
}

/** What is ready to be done, such as what follows an `await`, is done in portions, and the time looked at between them. */
const JOBS_AT_ONCE = 100;
/** Told, so that nobody looks through the text for what would make it a module. */
const AS_SCRIPT = { type: "global" } as const;
const MAX_STACK_TEXT = 2000;

export function createRealm(quickjs: QuickJSWASMModule, limits: FunctionLimits): Realm {
  const runtime: QuickJSRuntime = quickjs.newRuntime();
  runtime.setMemoryLimit(limits.memory);
  runtime.setMaxStackSize(limits.stack);
  const context: QuickJSContext = runtime.newContext();

  let leftMs = limits.computeMs;
  let deadline = Infinity;
  runtime.setInterruptHandler(() => performance.now() > deadline);

  let logs: LogLine[] = [];
  let lines = 0;
  let requests: GuestRequest[] = [];
  let requested = 0;
  let answered = 0;
  let outcome: Outcome | null = null;
  const fail = (fault: FunctionFault) => void (outcome ??= { ok: false, fault });

  const timedOut: FunctionFault = {
    kind: "timeout",
    message: `It computed for more than ${limits.computeMs / 1000} s`,
  };
  const outOfMemory: FunctionFault = {
    kind: "memory",
    message: `It needs more than ${Math.round(limits.memory / 1024 / 1024)} MB of memory`,
  };
  const faultOf = (name: string, message: string, stack: string): FunctionFault => {
    if (name === "InternalError" && message === "out of memory") return outOfMemory;
    const said = name === "" ? message : `${name}: ${message}`;
    return { kind: "threw", message: said.slice(0, limits.logText), ...inSource(stack, MAX_STACK_TEXT) };
  };

  const string = (handle: QuickJSHandle | undefined) =>
    handle !== undefined && context.typeof(handle) === "string" ? context.getString(handle) : undefined;
  const text = (handle: QuickJSHandle | undefined) => string(handle) ?? "";
  const told = (value: string | undefined) => (value === undefined ? context.undefined : context.newString(value));

  const host: Record<string, (...given: QuickJSHandle[]) => QuickJSHandle | void> = {
    log(level: QuickJSHandle, line: QuickJSHandle) {
      const known = LOG_LEVELS.find((one) => one === text(level));
      if (known === undefined || ++lines > limits.logLines) return;
      logs.push({ level: known, text: text(line).slice(0, limits.logText) });
    },
    finish(isTruthy: QuickJSHandle, value: QuickJSHandle) {
      const json = string(value);
      outcome ??= { ok: true, isTruthy: context.dump(isTruthy) === true, json };
    },
    unfit: (reason: QuickJSHandle) =>
      fail({
        kind: "notJson",
        message: `The result can't be written as JSON: ${text(reason).slice(0, limits.logText)}`,
      }),
    fail: (name: QuickJSHandle, message: QuickJSHandle, stack: QuickJSHandle) =>
      fail(faultOf(text(name), text(message), text(stack))),
    request(json: QuickJSHandle) {
      if (requested >= limits.requests) throw new Error(`No more than ${limits.requests} requests may be made`);
      const request = JSON.parse(text(json)) as Omit<GuestRequest, "request">;
      if (Buffer.byteLength(request.body ?? "") > limits.requestBody)
        throw new Error(`The body of a request is longer than ${limits.requestBody} bytes`);
      requested += 1;
      requests.push({ ...request, request: requested });
      return context.newNumber(requested);
    },
    load(name: QuickJSHandle) {
      const script = GUEST_SCRIPTS[text(name) as keyof typeof GUEST_SCRIPTS];
      return context.unwrapResult(context.evalCode(script, "posthorn", AS_SCRIPT));
    },
    parseUrl: (url: QuickJSHandle, base: QuickJSHandle) => told(guestUrls.parseUrl(text(url), string(base))),
    changeUrl: (href: QuickJSHandle, name: QuickJSHandle, value: QuickJSHandle) =>
      told(guestUrls.changeUrl(text(href), text(name), text(value))),
    parseQuery: (query: QuickJSHandle) => told(guestUrls.parseQuery(text(query))),
    formatQuery: (pairs: QuickJSHandle) => told(guestUrls.formatQuery(text(pairs))),
  };

  const world = makeWorld();

  function makeWorld(): QuickJSHandle {
    const make = context.unwrapResult(context.evalCode(GUEST_SCRIPTS.world, "posthorn", AS_SCRIPT));
    const reach = context.newFunction("host", (name, ...given) => host[text(name)]?.(...given));
    const made = context.unwrapResult(context.callFunction(make, context.undefined, reach));
    make.dispose();
    reach.dispose();
    return made;
  }

  /** One turn: what `begin` starts, and all that can go on after it. */
  function turn(begin: () => void): Ended {
    deadline = performance.now() + leftMs;
    let isBroken = false;
    try {
      begin();
      while (outcome === null && runtime.hasPendingJob() && performance.now() <= deadline) {
        const done = runtime.executePendingJobs(JOBS_AT_ONCE);
        // The end of a turn says what became of it; an error of a job is that of a promise.
        done.dispose();
      }
    } catch (error) {
      isBroken = true;
      fail({ kind: "memory", message: `It was too much for the interpreter (${String(error)})` });
    }
    leftMs = deadline - performance.now();
    deadline = Infinity;
    if (leftMs < 0 && outcome?.ok !== true) outcome = { ok: false, fault: timedOut };
    else if (requested === answered && outcome === null) fail(neverEnds());
    const ended = { logs, requests, outcome, isBroken };
    logs = [];
    requests = [];
    return ended;
  }

  /** Nothing is left to do and no answer is awaited. Where memory ran out, not even that may have been told. */
  function neverEnds(): FunctionFault {
    using usage = runtime.computeMemoryUsage();
    const { memory_used_size: used } = context.dump(usage) as { memory_used_size?: number };
    if ((used ?? 0) > limits.memory / 2) return outOfMemory;
    return { kind: "timeout", message: "It awaits something that never comes" };
  }

  function call(name: "run" | "answer", given: QuickJSHandle[]): void {
    using method = context.getProp(world, name);
    const result = context.callFunction(method, world, ...given);
    if (result.error) fail(faultOfHandle(result.error));
    result.dispose();
  }

  function faultOfHandle(error: QuickJSHandle): FunctionFault {
    const thrown = context.dump(error) as { name?: string; message?: string; stack?: string } | null;
    return faultOf(thrown?.name ?? "", thrown?.message ?? "It threw", thrown?.stack ?? "");
  }

  /** The function, or undefined after its fault was noted. */
  function compile(source: string, compileOnly: boolean): QuickJSHandle | undefined {
    const compiled = context.evalCode(wrapSource(source), SOURCE_NAME, { type: "global", compileOnly });
    if (compiled.error === undefined) return compiled.value;
    using error = compiled.error;
    const thrown = context.dump(error) as { name?: string; message?: string; stack?: string } | null;
    const isOutOfMemory = thrown === null || thrown.message === "out of memory";
    fail(isOutOfMemory ? outOfMemory : compileFault(thrown));
    return undefined;
  }

  return {
    check: (source) =>
      turn(() => {
        compile(source, true)?.dispose();
        outcome ??= { ok: true, isTruthy: true, json: undefined };
      }),
    run: (source, payload, env, needsValue) =>
      turn(() => {
        const fn = compile(source, false);
        if (fn === undefined) return;
        const given = [
          fn,
          context.newString(payload),
          context.newString(env),
          needsValue ? context.true : context.false,
        ];
        call("run", given);
        for (const handle of given) handle.dispose();
      }),
    answer: (request, answer) =>
      turn(() => {
        answered += 1;
        const given = [context.newNumber(request), context.newString(JSON.stringify(answer))];
        call("answer", given);
        for (const handle of given) handle.dispose();
      }),
    dispose() {
      world.dispose();
      context.dispose();
      runtime.dispose();
    },
  };
}
