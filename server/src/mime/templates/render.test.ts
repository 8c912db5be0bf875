import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { HELPERS } from "./helpers.ts";
import { renderTemplate } from "./render.ts";
import type { TemplateContent, TemplateContext, TemplateFormat } from "./template.ts";

const PARAMS = {
  name: "Ann & <Bob>",
  n: 5,
  list: ["a", "b"],
  empty: [],
  nested: { name: "Cy" },
  when: 1_700_000_000_000,
};
const CONTEXT: TemplateContext = {
  params: PARAMS,
  account: { name: "Ada", email: "ada@example.com" },
  service: { url: "https://mail.example.com" },
};

async function render(
  content: TemplateContent,
  more: { params?: Record<string, unknown>; format?: TemplateFormat } = {},
) {
  const { params = PARAMS, format = "html" } = more;
  // As it arrives in the thread.
  const context = structuredClone({ ...CONTEXT, params });
  return renderTemplate({ content, format, context, maxLength: 10_000 });
}

async function text(source: string, params?: Record<string, unknown>): Promise<string | undefined> {
  const rendering = await render({ text: source }, { ...(params && { params }) });
  return "content" in rendering ? rendering.content.text : `fault: ${rendering.fault.message}`;
}

const fault = async (content: TemplateContent, more?: Parameters<typeof render>[1]) =>
  ((await render(content, more)) as { fault?: unknown }).fault;

describe("a rendered template", () => {
  it("has its values escaped where it is HTML, and only there", async () => {
    const source = "{{params.name}} {{{params.name}}}";
    expect(await render({ subject: source, text: source, html: source, previewText: source })).toEqual({
      content: {
        subject: "Ann & <Bob> Ann & <Bob>",
        text: "Ann & <Bob> Ann & <Bob>",
        html: "Ann &amp; &lt;Bob&gt; Ann & <Bob>",
        previewText: "Ann &amp; &lt;Bob&gt; Ann & <Bob>",
      },
    });
  });

  it("reads the account and the service, and parameters only by their full name", async () => {
    expect(await text("{{account.name}} {{account.email}} {{service.url}} [{{name}}] [{{rcpt.address}}]")).toBe(
      "Ada ada@example.com https://mail.example.com [] []",
    );
  });

  it("is HTML where its format is Markdown, after the values are in it", async () => {
    const html = "# Hi {{params.name}}\n\n<b>x</b> [a](javascript:alert(1)) https://example.com example.org";
    expect(await render({ html, text: "# {{params.n}}" }, { format: "markdown" })).toEqual({
      content: {
        html:
          "<h1>Hi Ann &amp; &lt;Bob&gt;</h1>\n<p><b>x</b> [a](javascript:alert(1)) " +
          '<a href="https://example.com">https://example.com</a> example.org</p>\n',
        text: "# 5",
      },
    });
  });

  it("is HTML where its format is MJML, and reads no files", async () => {
    const body = (inner: string) =>
      `<mjml><mj-body><mj-section><mj-column>\n${inner}</mj-column></mj-section></mj-body></mjml>`;
    const html = body('<mj-text>Hi {{params.name}}</mj-text><mj-include path="/etc/passwd" type="html" />');
    const rendering = await render({ html }, { format: "mjml" });
    expect(rendering).toMatchObject({
      content: { html: expect.stringContaining("Hi Ann &amp; &lt;Bob&gt;") as string },
    });
    expect(JSON.stringify(rendering)).not.toContain("root:");
    expect(await fault({ html: body("<mj-shout>x</mj-shout>") }, { format: "mjml" })).toEqual({
      field: "html",
      line: 2,
      message: `The template's "html" is not valid in line 2: Element mj-shout doesn't exist or is not registered`,
    });
    expect(await fault({ html: "<p>x</p>" }, { format: "mjml" })).toMatchObject({ field: "html", line: 1 });
    expect(await fault({ html: "" }, { format: "mjml" })).toMatchObject({ field: "html", line: 1 });
  }, 30_000);

  it("has the helpers of Handlebars", async () => {
    expect(await text("{{#each params.list}}{{@index}}{{this}}{{/each}}{{#if params.empty}}x{{else}}y{{/if}}")).toBe(
      "0a1by",
    );
    expect(await text('{{#with params.nested}}{{name}}{{/with}}{{lookup params "n"}}{{log params.n}}')).toBe("Cy5");
    expect(await text("{{#unless params.none}}u{{/unless}}{{#params.list}}{{this}}{{/params.list}}")).toBe("uab");
    expect(await text('{{#*inline "row"}}[{{this}}]{{/inline}}{{#each params.list}}{{> row}}{{/each}}')).toBe("[a][b]");
  });

  it.each([
    ['{{#equals params.n "5"}}y{{else}}n{{/equals}}', "y"],
    ["{{#equals params.n 6}}y{{else}}n{{/equals}}", "n"],
    ["{{#notEquals params.n 6}}y{{else}}n{{/notEquals}}", "y"],
    ["{{#greaterThan params.n 4}}y{{else}}n{{/greaterThan}}", "y"],
    ['{{#greaterThan "10" "9"}}y{{else}}n{{/greaterThan}}', "y"],
    ["{{#lessThan params.n 4}}y{{else}}n{{/lessThan}}", "n"],
    ["{{#lessThan params.none 4}}y{{else}}n{{/lessThan}}", "n"],
    ['{{#lessThan "" 4}}y{{else}}n{{/lessThan}}', "n"],
    ["{{#and params.n params.name}}y{{else}}n{{/and}}", "y"],
    ["{{#and params.n params.empty}}y{{else}}n{{/and}}", "n"],
    ["{{#and}}y{{else}}n{{/and}}", "n"],
    ["{{#or params.none params.n}}y{{else}}n{{/or}}", "y"],
    ["{{#or}}y{{else}}n{{/or}}", "n"],
    ["{{#if (equals params.n 5)}}y{{/if}}", "y"],
    ['{{insert params.name "default=you"}}', "Ann & <Bob>"],
    ['{{insert params.none "default=you"}} {{insert params.none "me"}} [{{insert params.none}}]', "you me []"],
    ["{{length params.list}} {{length params.name}} {{length params.none}} {{length params.nested}}", "2 11 0 0"],
    ['{{formatDate params.when "YYYY-MM-DD HH:mm"}}', "2023-11-14 22:13"],
    ['{{formatDate params.when "YYYY-MM-DD HH:mm Z" "+0200"}}', "2023-11-15 00:13 +02:00"],
    [
      '{{formatDate "2024-02-29T10:00:00+01:00" "dddd, MMMM Do YYYY, h:mm A"}}',
      "Thursday, February 29th 2024, 9:00 AM",
    ],
    ['[{{formatDate params.none "YYYY"}}]', "[]"],
  ])("has the helpers of SendGrid: %s", async (source, expected) => expect(await text(source)).toBe(expected));
});

describe("what is wrong with a template", () => {
  it("is told with field, line and helper", async () => {
    expect(await fault({ subject: "fine", html: "<p>\n{{shout params.name}}</p>" })).toEqual({
      field: "html",
      line: 2,
      helper: "shout",
      message: `The template's "html" uses an unknown helper in line 2: shout`,
    });
    expect(await fault({ subject: '{{formatDate "soon" "YYYY"}}' })).toEqual({
      field: "subject",
      line: 1,
      helper: "formatDate",
      message: `The helper "formatDate" of the template's "subject" fails in line 1: not a date: soon`,
    });
    expect(await fault({ text: "a\n{{#if params.n}" })).toEqual({
      field: "text",
      line: 2,
      message: `The template's "text" is not valid in line 2: unexpected after "a{{#if params.n}"`,
    });
    expect(await fault({ text: "a\nb{{#if params.n}}" })).toMatchObject({
      line: 2,
      message: `The template's "text" is not valid in line 2: it ends too early`,
    });
    expect(await fault({ text: "{{#if 1}}\n{{/unless}}" })).toMatchObject({
      line: 1,
      message: /if doesn't match unless$/,
    });
    expect(await fault({ text: "{{#if}}{{/if}}" })).toMatchObject({ helper: "if", line: 1 });
    expect(await fault({ text: "{{> other}}" })).toEqual({
      field: "text",
      message: `The template's "text" can't be rendered: The partial other could not be found`,
    });
    expect(await fault({ text: "{{lookup}}" })).toMatchObject({ helper: "lookup", line: 1 });
  });

  it("is also what grows or nests without end", async () => {
    expect(await fault({ text: "{{params.long}}" }, { params: { long: "x".repeat(10_001) } })).toEqual({
      field: "text",
      message: `The template's "text" becomes longer than 10000 characters`,
    });
    expect(await fault({ subject: "x".repeat(10_241) })).toMatchObject({ field: "subject" });
    expect(await fault({ text: '{{#*inline "a"}}{{> a}}{{/inline}}{{> a}}' })).toEqual({
      field: "text",
      message: `The template's "text" is nested too deeply`,
    });
    const deep = `${"{{#if params.n}}".repeat(1500)}x${"{{/if}}".repeat(1500)}`;
    expect(await fault({ text: deep })).toMatchObject({ field: "text" });
  });

  it.each([
    "{{constructor}}",
    "{{constructor.name}}",
    "{{__proto__}}",
    "{{params.constructor.name}}",
    "{{params.__proto__.toString}}",
    '{{lookup params "constructor"}}',
    '{{lookup (lookup params "constructor") "prototype"}}',
    "{{#with params.name}}{{split}}{{constructor}}{{/with}}",
    "{{params.list.map}}",
    "{{toString}}",
    "{{valueOf}}",
    "{{hasOwnProperty}}",
    "{{@root.constructor}}",
    "{{@data.root}}",
    "{{../constructor}}",
    "{{#each @root}}{{#each this}}{{constructor}}{{/each}}{{/each}}",
    "{{#with (lookup this 'constructor')}}{{name}}{{/with}}",
    "{{this.__defineGetter__}}",
  ])("is no way out: %s", async (source) => {
    expect((await text(source))?.trim()).toBe("");
  });

  it.each([
    "{{helperMissing}}",
    "{{blockHelperMissing}}",
    "{{#blockHelperMissing}}{{/blockHelperMissing}}",
    "{{*constructor}}",
  ])("is told where it reaches for what is inside: %s", async (source) =>
    expect(await fault({ text: source })).toMatchObject({ field: "text" }),
  );

  it("does not come from values that look like ours", async () => {
    const params = JSON.parse(
      '{"__proto__": {"a": 1}, "constructor": "c", "v": {"toHTML": 1, "toString": 2, "valueOf": 3}}',
    ) as {};
    expect(await text("{{params.constructor}} [{{params.a}}]", params)).toBe("c []");
    for (const source of [
      "{{params.v}}",
      "{{params.v.toHTML}}",
      "{{#equals params.v 1}}{{/equals}}",
      "{{length params.v}}",
    ])
      expect(await render({ text: source, html: source }, { params })).toBeDefined();
    expect(({} as { a?: number }).a).toBeUndefined();
  });

  it("is all that rendering ever throws, and nothing outside of the context is read", async () => {
    const name = fc.constantFrom(
      "params",
      "a",
      "b",
      "constructor",
      "__proto__",
      "this",
      "..",
      "@root",
      "@index",
      "prototype",
    );
    const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((names) => names.join("."));
    const value = fc.oneof(path, fc.constantFrom("1", '"x"', "true", "null", "undefined", '(lookup params "a")'));
    const helper = fc.constantFrom(...Object.keys(HELPERS), "nope", "constructor", "helperMissing");
    const call = fc.tuple(helper, fc.array(value, { maxLength: 3 })).map(([h, values]) => [h, ...values].join(" "));
    const piece = fc.oneof(
      path.map((p) => `{{${p}}}`),
      path.map((p) => `{{{${p}}}}`),
      call.map((c) => `{{${c}}}`),
      fc.tuple(call, path).map(([c, p]) => `{{#${c}}}{{${p}}}{{else}}{{${p}}}{{/${c.split(" ")[0] ?? ""}}}`),
      fc.constantFrom("{{", "}}", "{{/if}}", "{{> a}}", '{{#*inline "a"}}', "{{/inline}}", "{{{{raw}}}}", "{{!", "\n"),
      fc.string({ maxLength: 5 }),
    );
    const source = fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join(""));
    const secrets = ["native code", "[Function", "[object process]"];
    await fc.assert(
      fc.asyncProperty(
        source,
        fc.dictionary(fc.string({ maxLength: 6 }), fc.jsonValue({ maxDepth: 2 })),
        async (template, params) => {
          const rendering = await render({ text: template, html: template }, { params, format: "markdown" });
          if ("fault" in rendering) {
            expect(rendering.fault.message).toMatch(/^The /);
            return;
          }
          const given = JSON.stringify(params) + template;
          for (const secret of secrets)
            if (!given.includes(secret)) expect(JSON.stringify(rendering.content)).not.toContain(secret);
        },
      ),
      { numRuns: 1000 },
    );
    expect(Object.keys(Object.prototype)).toEqual([]);
  });
});
