import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { TEST_ENGINES } from "../../storage/testing.ts";
import { createTestGateway, type TestGateway } from "../testing.ts";

describe.each(TEST_ENGINES)("settings of users' functions on %s", (engine) => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await createTestGateway(engine, { start: false });
  });
  afterAll(() => gateway.close());
  const post = (body: Record<string, unknown>) => gateway.call("POST", "/v1/settings", body);
  const read = async (key: string) => (await gateway.call("GET", `/v1/settings?${key}=true`)).body[key];

  it("keep an object for them, as text, sealed, and replace it as a whole", async () => {
    expect(await read("scriptEnv")).toBe("{}");
    expect((await post({ scriptEnv: '{"key":"geheim","n":1}' })).body).toEqual({ updated: ["scriptEnv"] });
    expect(await read("scriptEnv")).toBe('{\n  "key": "geheim",\n  "n": 1\n}');
    const rows = await gateway.storage.sql.selectFrom("settings").select("value").execute();
    expect(JSON.stringify(rows)).not.toContain("geheim");
    await post({ scriptEnv: '{"other":"******"}' });
    expect(JSON.parse((await read("scriptEnv")) as string)).toEqual({ other: "******" });
    for (const scriptEnv of ["[1]", "null", "{", '"text"'])
      expect((await post({ scriptEnv })).body).toMatchObject({
        statusCode: 400,
        fields: [{ key: "scriptEnv", message: '"scriptEnv" must be a JSON object as text' }],
      });
  });

  it("take no function that does not compile", async () => {
    const source = "return payload.subject\n  && payload.from;";
    expect((await post({ openAiPreProcessingFn: source })).body).toEqual({ updated: ["openAiPreProcessingFn"] });
    expect(await read("openAiPreProcessingFn")).toBe(source);
    const refused = await post({ openAiPreProcessingFn: "return 1;\n  let x = ;", inboxNewOnly: true });
    expect(refused.body).toMatchObject({
      statusCode: 400,
      fields: [
        {
          key: "openAiPreProcessingFn",
          path: "body.openAiPreProcessingFn",
          message: expect.stringMatching(
            /^"openAiPreProcessingFn" does not compile, line 2, column 11: SyntaxError: /,
          ) as string,
        },
      ],
    });
    expect(await read("openAiPreProcessingFn")).toBe(source);
    expect(await read("inboxNewOnly")).toBeNull();
    expect((await post({ openAiPreProcessingFn: null })).body).toEqual({ updated: ["openAiPreProcessingFn"] });
  });
});
