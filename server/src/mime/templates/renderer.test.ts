import { afterEach, describe, expect, it } from "vitest";
import { createTemplateRenderer, type TemplateRenderer, type TemplateRendererOptions } from "./renderer.ts";
import type { TemplateContext } from "./template.ts";

const LIST = Array.from({ length: 100 }, (_, index) => index);
const CONTEXT: TemplateContext = {
  params: { list: LIST },
  account: { name: null, email: null },
  service: { url: null },
};
/** A hundred to the power of `depth` steps. */
const bomb = (depth: number, body: string) =>
  `${"{{#each @root.params.list}}".repeat(depth)}${body}${"{{/each}}".repeat(depth)}`;

describe("rendering in threads", () => {
  let renderer: TemplateRenderer | undefined;
  const outcomes: string[] = [];
  const create = (more: Partial<TemplateRendererOptions> = {}) =>
    (renderer = createTemplateRenderer({
      maxLength: 1_000_000,
      // Only the test of the deadline may meet it, however busy the machine is.
      deadlineMs: 60_000,
      onRendered: (outcome) => outcomes.push(outcome),
      ...more,
    }));
  afterEach(async () => {
    outcomes.length = 0;
    await renderer?.close();
  });

  it("fills values in, and tells what can't be rendered", async () => {
    const { render } = create();
    expect(await render({ text: "{{params.list.[7]}}" }, "html", CONTEXT)).toEqual({ text: "7" });
    await expect(render({ html: "\n{{nope 1}}" }, "html", CONTEXT)).rejects.toMatchObject({
      kind: "unsupported",
      code: "SubmitFail",
      extra: { details: { field: "html", line: 2, helper: "nope" } },
    });
    expect(outcomes).toEqual(["rendered", "failed"]);
  });

  it("makes HTML of what it is written in", async () => {
    const { render } = create();
    expect(await render({ html: "# {{params.list.length}}" }, "markdown", CONTEXT)).toEqual({ html: "<h1>100</h1>\n" });
    const { html } = await render({ html: "<mjml><mj-body></mj-body></mjml>" }, "mjml", CONTEXT);
    expect(html).toMatch(/^\s*<!doctype html>/i);
  });

  it("ends what takes too long, and goes on with the next", async () => {
    const { render } = create({ deadlineMs: 1_000 });
    await expect(render({ text: bomb(6, "") }, "html", CONTEXT)).rejects.toMatchObject({
      code: "SubmitFail",
      message: "Rendering the template takes too much time or memory",
    });
    await renderer?.close();
    expect(await create().render({ text: "fine" }, "html", CONTEXT)).toEqual({ text: "fine" });
  });

  it("ends what takes too much memory", async () => {
    const { render } = create();
    const params = { list: LIST, long: "x".repeat(100_000) };
    await expect(
      render({ html: bomb(4, "{{@root.params.long}}{{@index}}") }, "html", { ...CONTEXT, params }),
    ).rejects.toMatchObject({ code: "SubmitFail" });
    expect(await render({ text: "fine" }, "html", CONTEXT)).toEqual({ text: "fine" });
  });

  it("is given up by who waits", async () => {
    const { render } = create();
    const caller = new AbortController();
    const waiting = render({ text: bomb(6, "") }, "html", CONTEXT, { signal: caller.signal });
    caller.abort(new Error("gone"));
    await expect(waiting).rejects.toThrow("gone");
    expect(outcomes).toEqual([]);
  });
});
