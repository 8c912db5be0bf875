import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { TEST_ENGINES } from "../../storage/testing.ts";
import { createTestGateway, type TestGateway } from "../testing.ts";

describe.each(TEST_ENGINES)("templates on %s", (engine) => {
  let gateway: TestGateway;
  let account: string;
  beforeAll(async () => {
    gateway = await createTestGateway(engine, { start: false, env: { POSTHORN_MAX_SIZE: "2000" } });
    account = await gateway.addAccount();
  });
  afterAll(() => gateway.close());

  const CONTENT = { subject: "Hi {{params.name}}", html: "<p>{{params.name}}</p>" };
  const create = async (more: Record<string, unknown> = {}, token = gateway.token) => {
    const { body } = await gateway.call(
      "POST",
      "/v1/templates/template",
      { account, name: "Welcome", content: CONTENT, ...more },
      { token },
    );
    return body;
  };
  const at = (id: unknown, more = "") => `/v1/templates/template/${String(id)}${more}`;

  it("are made, shown, changed and deleted", async () => {
    const created = await create({ description: "For new ones" });
    expect(created).toEqual({ created: true, account, id: expect.stringMatching(/^[0-9a-f]{24}$/) as string });
    const { id } = created;
    const shown = (await gateway.call("GET", at(id))).body;
    expect(shown).toEqual({
      account,
      id,
      name: "Welcome",
      description: "For new ones",
      format: "html",
      version: 1,
      created: expect.any(String) as string,
      content: CONTENT,
    });
    expect((await gateway.call("PUT", at(id), { format: "markdown" })).body).toEqual({
      updated: true,
      account,
      id,
      version: 2,
    });
    expect((await gateway.call("PUT", at(id), { content: { text: "x" } })).status).toBe(200);
    const changed = (await gateway.call("GET", at(id))).body;
    expect(changed).toEqual({
      ...shown,
      // Kept, since the second change did not name it.
      format: "markdown",
      version: 3,
      updated: expect.any(String) as string,
      content: { text: "x" },
    });
    expect((await gateway.call("DELETE", at(id))).body).toEqual({ deleted: true, account, id });
    expect((await gateway.call("DELETE", at(id))).body).toEqual({ deleted: false, account: null, id });
    for (const method of ["GET", "PUT"])
      expect((await gateway.call(method, at(id), method === "PUT" ? {} : undefined)).body).toMatchObject({
        statusCode: 404,
        code: "NotFound",
      });
    expect((await gateway.call("GET", at("no%2Fsuch%20id"))).status).toBe(404);
  });

  it("are listed by account, the newest first, and without what they say", async () => {
    const owner = await gateway.addAccount();
    const ids: unknown[] = [];
    for (const name of ["a", "b", "c"]) ids.unshift((await create({ account: owner, name }))["id"]);
    const { body } = await gateway.call("GET", `/v1/templates?account=${owner}&pageSize=2`);
    expect(body).toMatchObject({ account: owner, total: 3, page: 0, pages: 2 });
    const templates = body["templates"] as Record<string, unknown>[];
    expect(templates.map(({ id }) => id)).toEqual(ids.slice(0, 2));
    expect(templates[0]).not.toHaveProperty("content");
    const shared = (await create({ account: null }))["id"];
    const listed = (await gateway.call("GET", "/v1/templates")).body;
    expect(listed).toMatchObject({ account: null, total: 1, templates: [{ id: shared }] });
    expect((await gateway.call("GET", "/v1/templates?account=nobody")).body).toMatchObject({ code: "AccountNotFound" });
  });

  it("are refused where something is missing, unknown or too long", async () => {
    const refuse = async (more: Record<string, unknown>) =>
      (await create(more))["fields"] ?? (await create(more))["code"];
    expect(await refuse({ name: "" })).toMatchObject([{ key: "name" }]);
    expect(await refuse({ content: undefined })).toMatchObject([{ key: "content" }]);
    expect(await refuse({ content: { body: "x" } })).toMatchObject([{ path: "body.content.body" }]);
    expect(await refuse({ format: "pug" })).toMatchObject([{ key: "format" }]);
    expect(await refuse({ content: { html: "x".repeat(2001) } })).toMatchObject([{ path: "body.content.html" }]);
    expect(await refuse({ account: "nobody" })).toBe("AccountNotFound");
  });

  it("remember what they said, and say it again", async () => {
    const { id } = await create();
    const say = async (body: object) => (await gateway.call("PUT", at(id), body)).body["version"];
    const versions = async (query = "") => (await gateway.call("GET", at(id, `/versions${query}`))).body;
    const created = expect.any(String) as string;
    expect(await say({ content: { text: "two" }, format: "markdown" })).toBe(2);
    // The same once more, and what is no part of what it says.
    expect(await say({ content: { text: "two" }, name: "Other" })).toBe(2);
    expect(await say({ content: { text: "three" } })).toBe(3);
    expect(await versions("?pageSize=2")).toMatchObject({
      account,
      id,
      total: 3,
      pages: 2,
      versions: [
        { version: 3, format: "markdown", created },
        { version: 2, format: "markdown", created },
      ],
    });
    expect((await gateway.call("GET", at(id, "/versions/1"))).body).toEqual({
      account,
      id,
      version: 1,
      format: "html",
      created,
      content: CONTENT,
    });
    const preview = await gateway.call("POST", at(id, "/preview"), { version: 1, params: { name: "Bo" } });
    expect(preview.body["content"]).toMatchObject({ subject: "Hi Bo" });
    const restored = await gateway.call("POST", at(id, "/versions/1/restore"));
    expect(restored.body).toEqual({ restored: true, account, id, version: 4 });
    expect((await gateway.call("GET", at(id))).body).toMatchObject({ version: 4, format: "html", content: CONTENT });
    expect((await gateway.call("POST", at(id, "/versions/4/restore"))).body).toMatchObject({ version: 4 });
    for (const call of [
      ["GET", "/versions/9"],
      ["POST", "/versions/9/restore"],
    ] as const)
      expect((await gateway.call(call[0], at(id, call[1]))).body).toMatchObject({ statusCode: 404, code: "NotFound" });
    for (const version of ["0", "x", "1.5", "99999999999"])
      expect((await gateway.call("GET", at(id, `/versions/${version}`))).body).toMatchObject({
        statusCode: 400,
        fields: [{ key: "version" }],
      });
  });

  it("are changed one after the other, and remember the last hundred times", async () => {
    const { id } = await create();
    const said = Array.from({ length: 105 }, (_, n) =>
      gateway.call("PUT", at(id), { content: { text: String(n) } }).then(({ body }) => body["version"]),
    );
    expect((await Promise.all(said)).toSorted((a, b) => Number(a) - Number(b))).toEqual(
      said.map((_, index) => index + 2),
    );
    const { body } = await gateway.call("GET", at(id, "/versions?pageSize=1000"));
    expect(body["versions"]).toHaveLength(100);
    expect((await gateway.call("GET", at(id, "/versions/6"))).status).toBe(404);
    await gateway.call("DELETE", at(id));
    const left = gateway.storage.sql
      .selectFrom("templateVersions")
      .select("version")
      .where("template", "=", String(id));
    expect(await left.execute()).toEqual([]);
  });

  it("of an account go with it, or all at once on demand", async () => {
    const owner = await gateway.addAccount();
    const { id } = await create({ account: owner });
    const flush = (query = "") => gateway.call("DELETE", `/v1/templates/account/${owner}${query}`);
    expect((await flush()).body).toMatchObject({ statusCode: 400, code: "ForceRequired" });
    expect((await gateway.call("GET", at(id))).status).toBe(200);
    expect((await flush("?force=true")).body).toEqual({ flushed: true, account: owner });
    expect((await gateway.call("GET", at(id))).status).toBe(404);
    const left = () => gateway.storage.sql.selectFrom("templateVersions").select("version").where("template", "=", String(id)).execute(); // prettier-ignore
    expect(await left()).toEqual([]);
    const { id: second } = await create({ account: owner });
    const { id: shared } = await create({ account: null });
    await gateway.call("DELETE", `/v1/account/${owner}`);
    expect((await gateway.call("GET", at(second))).status).toBe(404);
    expect((await gateway.call("GET", at(shared))).status).toBe(200);
    expect((await flush("?force=true")).body).toMatchObject({ code: "AccountNotFound" });
  });

  it("of others are not there for a token that is bound to an account", async () => {
    const token = await gateway.issue({ account });
    const other = await gateway.addAccount();
    const { id: theirs } = await create({ account: other });
    const { id: shared } = await create({ account: null });
    const call = (method: string, url: string, body?: unknown) => gateway.call(method, url, body, { token });
    // Whatever it asks for.
    const mine = await create({ account: other }, token);
    expect(mine).toMatchObject({ created: true, account });
    expect((await call("GET", at(mine["id"]))).status).toBe(200);
    for (const id of [theirs, shared]) {
      expect((await call("GET", at(id))).status).toBe(404);
      expect((await call("PUT", at(id), { name: "x" })).status).toBe(404);
      expect((await call("POST", at(id, "/preview"), {})).status).toBe(404);
      expect((await call("GET", at(id, "/versions"))).status).toBe(404);
      expect((await call("GET", at(id, "/versions/1"))).status).toBe(404);
      expect((await call("POST", at(id, "/versions/1/restore"))).status).toBe(404);
      expect((await call("DELETE", at(id))).body).toEqual({ deleted: false, account: null, id });
      expect((await gateway.call("GET", at(id))).status).toBe(200);
    }
    expect((await call("GET", `/v1/templates?account=${account}`)).status).toBe(200);
    expect((await call("GET", `/v1/templates?account=${other}`)).status).toBe(403);
    expect((await call("GET", "/v1/templates")).status).toBe(403);
    expect((await call("DELETE", `/v1/templates/account/${other}?force=true`)).status).toBe(403);
    expect((await call("PUT", at(mine["id"]), { name: "x" })).body).toMatchObject({ updated: true });
    expect((await call("DELETE", at(mine["id"]))).body).toMatchObject({ deleted: true });
  });

  it("are shown as they would be sent", async () => {
    await gateway.set({ serviceUrl: "https://mail.example.com" });
    const { id } = await create({
      format: "markdown",
      content: { subject: "{{params.n}} from {{account.name}}", html: "# {{params.n}} [x]({{service.url}})" },
    });
    expect((await gateway.call("POST", at(id, "/preview"), { params: { n: "<1>" } })).body).toEqual({
      account,
      id,
      content: {
        subject: "<1> from Ada",
        html: '<h1>&lt;1&gt; <a href="https://mail.example.com">x</a></h1>\n',
        text: "<1> x [https://mail.example.com]",
      },
    });
    const { id: shared } = await create({ account: null, content: { text: "{{account.email}} {{rcpt.address}}" } });
    const to = { address: "bob@example.com" };
    expect((await gateway.call("POST", at(shared, "/preview"), { account, to })).body["content"]).toEqual({
      text: "ada@example.com bob@example.com",
    });
    expect((await gateway.call("POST", at(shared, "/preview"))).body["content"]).toEqual({ text: " " });
    const { id: broken } = await create({ content: { html: "<p>\n{{shout 1}}" } });
    expect((await gateway.call("POST", at(broken, "/preview"), {}, { headers: { "x-ee-locale": "de" } })).body).toEqual(
      {
        statusCode: 422,
        error: "Unprocessable Entity",
        message: 'Das Feld "html" der Vorlage verwendet in Zeile 2 einen unbekannten Helfer: shout',
        code: "SubmitFail",
        details: { field: "html", line: 2, helper: "shout" },
      },
    );
  });

  it("are shown while they are written, and not kept", async () => {
    const preview = (body: Record<string, unknown>, token = gateway.token) =>
      gateway.call("POST", "/v1/templates/preview", body, { token });
    const content = { subject: "{{params.n}} of {{account.name}} for {{rcpt.address}}", html: "**{{params.n}}**" };
    const written = { account, format: "markdown", content, params: { n: "<1>" }, to: { address: "bob@example.com" } };
    const { total } = (await gateway.call("GET", `/v1/templates?account=${account}`)).body;
    expect((await preview(written)).body).toEqual({
      content: {
        subject: "<1> of Ada for bob@example.com",
        html: "<p><strong>&lt;1&gt;</strong></p>\n",
        text: "<1>",
      },
    });
    expect((await gateway.call("GET", `/v1/templates?account=${account}`)).body).toMatchObject({ total });
    expect((await preview({ content: { text: "{{account.name}}" } })).body).toEqual({ content: { text: "" } });
    expect((await preview({ content: { html: "<p>\n{{#if}}" } })).body).toMatchObject({
      statusCode: 422,
      code: "SubmitFail",
      details: { field: "html" },
    });
    expect((await preview({ content: { html: "x".repeat(2001) } })).body).toMatchObject({
      statusCode: 400,
      fields: [{ key: "html" }],
    });
    expect((await preview({ account: "nobody", content: {} })).body).toMatchObject({ code: "AccountNotFound" });
    // A bound token speaks for its own account, whatever it asks for.
    const other = await gateway.addAccount();
    const bound = await gateway.issue({ account: other });
    expect((await preview({ account, content: { text: "{{account.email}}" } }, bound)).status).toBe(200);
  });
});
