import { describe, expect, it } from "vitest";
import { PosthornError } from "../core/errors.ts";
import { createIdempotencyGate, type IdempotencyKey } from "./idempotency.ts";

const KEY: IdempotencyKey = { value: "key", fingerprint: null };

/** Three requests with one key, asked in a row; the first one ends as `outcome` says. */
async function threeAtOnce(outcome: () => number) {
  const gate = createIdempotencyGate();
  const started: number[] = [];
  let settle = () => {};
  const opened = new Promise<void>((resolve) => (settle = resolve));
  const ask = (which: number) =>
    gate.run("ada", KEY, async () => {
      started.push(which);
      if (which > 0) return which;
      await opened;
      return outcome();
    });
  const answers = Promise.allSettled([ask(0), ask(1), ask(2)]);
  settle();
  return { answers: await answers, started, gate };
}

const fails = (error: Error) => () => {
  throw error;
};

describe("requests with one idempotency key", () => {
  it("run one after another", async () => {
    const { answers, started } = await threeAtOnce(() => 0);
    expect(answers.map((answer) => answer.status === "fulfilled" && answer.value)).toEqual([0, 1, 2]);
    expect(started).toEqual([0, 1, 2]);
  });

  it.each(["invalid", "forbidden", "not_found", "conflict", "too_large", "unsupported"] as const)(
    "fail together when the first is %s, and can be sent again afterwards",
    async (kind) => {
      const error = new PosthornError(kind, "no");
      const { answers, started, gate } = await threeAtOnce(fails(error));
      expect(answers).toEqual([0, 1, 2].map(() => ({ status: "rejected", reason: error })));
      expect(started).toEqual([0]);
      expect(await gate.run("ada", KEY, async () => "again")).toBe("again");
    },
  );

  it.each([
    new PosthornError("limited", "later"),
    new PosthornError("unavailable", "gone"),
    new PosthornError("timeout", "too late"),
    new PosthornError("internal", "oops"),
    new PosthornError("not_found", "not yet", { temporary: true }),
    new Error("oops"),
  ])("run again when the first failed by bad luck: %s", async (error) => {
    const { answers, started } = await threeAtOnce(fails(error));
    expect(answers.map(({ status }) => status)).toEqual(["rejected", "fulfilled", "fulfilled"]);
    expect(started).toEqual([0, 1, 2]);
  });

  it("do not wait for those with another key or of another account", async () => {
    const gate = createIdempotencyGate();
    void gate.run("ada", KEY, () => new Promise(() => {}));
    expect(await gate.run("ada", { ...KEY, value: "other" }, async () => 1)).toBe(1);
    expect(await gate.run("bob", KEY, async () => 2)).toBe(2);
    expect(await gate.run('ada","key', { ...KEY, value: "" }, async () => 3)).toBe(3);
  });

  it("do not fail with one that asked for something else", async () => {
    const gate = createIdempotencyGate();
    const [first, second, third] = await Promise.allSettled([
      gate.run("ada", { ...KEY, fingerprint: "a" }, async () => {
        throw new PosthornError("invalid", "no");
      }),
      gate.run("ada", { ...KEY, fingerprint: "b" }, async () => "other"),
      gate.run("ada", { ...KEY, fingerprint: "b" }, async () => "again"),
    ]);
    expect([first.status, second, third]).toMatchObject(["rejected", { value: "other" }, { value: "again" }]);
  });
});
