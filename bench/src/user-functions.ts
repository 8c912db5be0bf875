import { createHttpClient } from "../../server/src/net/http-client.ts";
import { createUserFunctions } from "../../server/src/sandbox/user-functions.ts";
import { perSecond } from "./numbers.ts";
import type { Benchmark, Row } from "./row.ts";

const FILTER = "return payload.event === 'messageNew' && payload.data.text.plain.length > 100";
const PAYLOAD = JSON.stringify({ account: "ada", event: "messageNew", data: { text: { plain: "x".repeat(2000) } } });
/** What nobody can stop but from outside, besides a loop: it keeps a thread busy until that is ended. */
const HOSTILE = ["for (;;);", "const a = []; for (;;) a.push(new Uint8Array(1e6));"];
const BUDGET = 2000;
const WARM_UP_MS = 1500;
const MEASURED_MS = 4000;

export const userFunctions: Benchmark = {
  name: "user-functions",
  how:
    "A filter that looks at two members of an event of 2 KB, called again and again for 4 s after 1.5 s to warm up, by one " +
    "caller and by ten, each with an endpoint of its own. Bare: `new Function`, compiled once, with the event parsed for " +
    "each call, in the same process and without any border. The last row is what ten callers get while two more endpoints " +
    "run a loop without end and one that takes memory without end, over and over.",
  async run(scope) {
    const http = createHttpClient({ policy: "off", connectTimeoutMs: 1000, proxy: () => undefined });
    const nothing = () => undefined;
    const log = { debug: nothing, info: nothing, warn: nothing, error: nothing };
    const functions = createUserFunctions({ log, meter: { userFunction: nothing }, http, userAgent: "bench" });
    scope.defer(() => http.close());
    scope.defer(() => functions.close());

    const call = async (owner: string, source = FILTER) => {
      const label = { owner, role: "filter" };
      const run = await functions.run({ source, payload: PAYLOAD, env: "{}", label, needs: "truth" });
      return run.ok;
    };

    async function rate(callers: number): Promise<number> {
      const measure = async (ms: number) => {
        const until = performance.now() + ms;
        let done = 0;
        const caller = async (_: unknown, index: number) => {
          while (performance.now() < until) if (await call(`endpoint${index}`)) done += 1;
        };
        await Promise.all(Array.from({ length: callers }, caller));
        return done / (ms / 1000);
      };
      await measure(WARM_UP_MS);
      return measure(MEASURED_MS);
    }

    const bare = bareRate();
    const row = (what: string, value: number, hasBudget: boolean): Row => {
      scope.say(`${what}: ${perSecond(value)}`);
      return {
        what,
        ours: perSecond(value),
        bare: perSecond(bare),
        ratio: `${(value / bare).toFixed(4)} ×`,
        budget: hasBudget ? `≥ ${perSecond(BUDGET)}` : "",
        isMet: hasBudget ? value >= BUDGET : null,
      };
    };
    const rows = [
      row("user functions, 1 caller", await rate(1), false),
      row("user functions, 10 callers", await rate(10), true),
    ];
    let isOver = false;
    const hostile = HOSTILE.map(async (source, index) => {
      while (!isOver) await call(`hostile${index}`, source);
    });
    rows.push(row("user functions, 10 callers beside two that never end", await rate(10), false));
    isOver = true;
    await Promise.all(hostile);
    return rows;
  },
};

/** Calls a second of what has no border around it. */
function bareRate(): number {
  // oxlint-disable-next-line typescript/no-implied-eval -- This is what the sandbox is compared with.
  const run = new Function("payload", FILTER) as (payload: unknown) => unknown;
  const until = performance.now() + 1000;
  let done = 0;
  while (performance.now() < until) if (run(JSON.parse(PAYLOAD)) === true) done += 1;
  return done;
}
