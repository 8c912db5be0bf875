import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { createTestGateway } from "../testing.ts";

/** The calls of the page, in its order. */
function documentedCalls(page: string) {
  const call = /^curl -s -X (\w+) http:\/\/127\.0\.0\.1:3000(\S+) ([^]*?) -d '(\{[^]*?\})'$/gm;
  return [...page.matchAll(call)].map(([, method = "", path = "", options = "", body = ""]) => ({
    method,
    path,
    key: /Idempotency-Key: ([^']+)/.exec(options)?.[1],
    body,
  }));
}

it("does what docs/templates.md says", async () => {
  const page = readFileSync(new URL("../../../../docs/templates.md", import.meta.url), "utf8");
  const [create, preview, send, merge, ...others] = documentedCalls(page);
  expect(others).toEqual([]);
  const gateway = await createTestGateway("sqlite", { start: false });
  try {
    await gateway.addAccount({ account: "alice" });
    let template = "";
    const run = async (call: ReturnType<typeof documentedCalls>[number] | undefined) => {
      const filledIn = (text = "") => text.replaceAll(/'?\$TEMPLATE'?/g, template);
      const headers = { ...(call?.key !== undefined && { "idempotency-key": call.key }) };
      const body = JSON.parse(filledIn(call?.body)) as object;
      const answer = await gateway.call(call?.method ?? "", filledIn(call?.path), body, { headers });
      expect(answer.status).toBe(200);
      return answer.body;
    };
    template = String((await run(create))["id"]);
    expect((await run(preview))["content"]).toEqual({
      subject: "Order 4711 is on its way",
      html: "<p>Dear customer,</p><ul><li>Lamp</li><li>Bulb</li></ul>",
      previewText: "2 parcels",
      text: "Dear customer,\n\n * Lamp\n * Bulb",
    });
    expect(await run(send)).toMatchObject({ response: "Queued for delivery" });
    expect((await run(merge))["mailMerge"]).toMatchObject([
      { success: true, to: { address: "ola@example.org" } },
      { success: true, sendAt: "2100-01-01T08:00:00.000Z" },
    ]);
  } finally {
    await gateway.close();
  }
});
