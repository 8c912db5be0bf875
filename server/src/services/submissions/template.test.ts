import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { TEST_ENGINES } from "../../storage/testing.ts";
import { createTestGateway, type TestGateway } from "../testing.ts";

describe.each(TEST_ENGINES)("submitting a template on %s", (engine) => {
  let gateway: TestGateway;
  let account: string;
  beforeAll(async () => {
    gateway = await createTestGateway(engine, { start: false });
    account = await gateway.addAccount();
  });
  afterAll(() => gateway.close());

  const TO = { to: [{ address: "bob@example.com" }] };
  const submit = (body: Record<string, unknown>) => gateway.call("POST", `/v1/account/${account}/submit`, body);
  /** The message that would be sent; as one text where its lines were not folded. */
  async function source(body: Record<string, unknown>): Promise<string> {
    const { body: answer } = await submit({ ...TO, ...body, dryRun: true });
    expect(answer).toMatchObject({ response: "Dry run" });
    return Buffer.from(String(answer["preview"]), "base64").toString().replaceAll("=\r\n", "");
  }
  const template = async (content: Record<string, string>, more: Record<string, unknown> = {}) =>
    (await gateway.call("POST", "/v1/templates/template", { account, name: "t", content, ...more })).body["id"];

  it("says what the template says, and what it leaves open as the request has it", async () => {
    const id = await template({ subject: "Hi {{params.name}}", html: "<p>Dear {{params.name}}</p>", text: "" });
    const mail = await source({
      template: id,
      subject: "Not this",
      text: "As {{account.name}} wrote",
      render: { params: { name: "Bob & Co" } },
    });
    expect(mail).toContain("Subject: Hi Bob & Co\r\n");
    expect(mail).toContain("<p>Dear Bob &amp; Co</p>");
    expect(mail).toContain("As Ada wrote");
  });

  it("says what it said in a version, whatever it says now", async () => {
    const id = await template({ subject: "One {{params.n}}", html: "<p>1</p>" });
    await gateway.call("PUT", `/v1/templates/template/${String(id)}`, { content: { text: "two" } });
    expect(await source({ template: id, templateVersion: 1, render: { params: { n: 1 } } })).toContain(
      "Subject: One 1",
    );
    expect(await source({ template: id, subject: "x" })).toContain("\r\n\r\ntwo");
    expect((await submit({ ...TO, template: id, templateVersion: 3 })).body).toMatchObject({
      code: "TemplateNotFound",
    });
    expect((await submit({ ...TO, text: "x", templateVersion: 1 })).body["fields"]).toMatchObject([
      { key: "templateVersion" },
    ]);
  });

  it("is rendered where it has HTML, unless that is not wanted", async () => {
    const withHtml = await template({ subject: "{{account.name}}", html: "<p>{{params.x}}|</p>" });
    expect(await source({ template: withHtml })).toContain("Subject: Ada\r\n");
    const literal = await source({ template: withHtml, render: false });
    expect(literal).toContain("Subject: {{account.name}}");
    expect(literal).toContain("<p>{{params.x}}|</p>");
    const withText = await template({ text: "{{account.name}}" });
    expect(await source({ template: withText })).toContain("{{account.name}}");
    expect(await source({ template: withText, render: {} })).toContain("\r\n\r\nAda");
    expect(await source({ text: "{{account.name}}" })).toContain("{{account.name}}");
  });

  it("has its Markdown made HTML, and its text of that", async () => {
    const id = await template({ html: "# Hello {{params.name}}\n\n- one" }, { format: "markdown" });
    const mail = await source({ template: id, render: { params: { name: "<Bob>" } } });
    expect(mail).toContain("<h1>Hello &lt;Bob&gt;</h1>");
    expect(mail).toContain("Hello <Bob>\r\n");
    expect(await source({ html: "*{{params.x}}*", render: { format: "markdown", params: { x: 1 } } })).toContain(
      "<p><em>1</em></p>",
    );
  });

  it("hides the preview text in the HTML, and in nothing else", async () => {
    const previewText = "Only {{params.n}} < 3 left";
    const mail = await source({ html: "<body><p>Body</p></body>", previewText, render: { params: { n: "R&D" } } });
    expect(mail).toMatch(/<body><div style=3D"display:none[^>]*>Only R&amp;D &lt; 3 left&#847;/);
    expect(mail.split("Only")).toHaveLength(2);
    expect(await source({ text: "Body", previewText })).not.toContain("Only");
    const id = await template({ html: "<p>x</p>", previewText: "From the template" });
    expect(await source({ template: id, previewText })).toContain("From the template");
  });

  it("knows where the installation is reached", async () => {
    const html = "[{{service.url}}]";
    expect(await source({ html, render: {} })).toContain("[]");
    await gateway.set({ serviceUrl: "https://a.example.com" });
    expect(await source({ html, render: {} })).toContain("[https://a.example.com]");
    expect(await source({ html, render: {}, baseUrl: "https://b.example.com" })).toContain("[https://b.example.com]");
  });

  it("needs a template that is there for the account", async () => {
    const other = await gateway.addAccount();
    const theirs = await template({ text: "x" }, { account: other });
    for (const id of ["nope", theirs])
      expect((await submit({ ...TO, template: id })).body).toMatchObject({ statusCode: 404, code: "TemplateNotFound" });
    const shared = await template({ text: "for all" }, { account: null });
    expect(await source({ template: shared })).toContain("for all");
  });

  it("is refused when it can't be rendered, and nothing is queued", async () => {
    const { body } = await submit({ ...TO, subject: "{{#if 1}}", render: {} });
    expect(body).toMatchObject({ statusCode: 422, code: "SubmitFail", details: { field: "subject", line: 1 } });
    expect(await gateway.storage.sql.selectFrom("submissions").select("id").execute()).toEqual([]);
  });

  it("is not what a whole message takes", async () => {
    const raw = Buffer.from("Subject: {{params.x}}\r\n\r\n{{params.x}}\r\n").toString("base64");
    expect(await source({ raw, render: { params: { x: "X" } } })).toContain("Subject: {{params.x}}");
    expect((await submit({ ...TO, raw, template: "t" })).body["fields"]).toMatchObject([{ key: "template" }]);
  });
});
