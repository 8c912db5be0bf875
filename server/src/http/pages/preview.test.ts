import { PREVIEWED_PAGES } from "@posthorn/contracts/settings";
import { expect, it } from "vitest";
import { createTestGateway } from "../../services/testing.ts";

it("shows pages for end users with what is given, and nothing of what is stored", async () => {
  const gateway = await createTestGateway("sqlite", { start: false });
  await gateway.set({ templateHeader: "<p>stored</p>" });
  const preview = async (body: object) => {
    const { status, body: answer } = await gateway.call("POST", "/v1/settings/preview", body);
    expect(status).toBe(200);
    return String(answer["html"]);
  };
  for (const page of PREVIEWED_PAGES) {
    const html = await preview({
      page,
      theme: "dark",
      locale: "de",
      pageBrandName: "A & B",
      templateHtmlHead: "<style>.ee-card { color: red }</style>",
    });
    expect(html).toContain('<html lang="de">');
    expect(html).toContain('<p class="brand">A &amp; B</p>');
    expect(html).toContain("color-scheme: dark");
    expect(html.indexOf(".ee-card { color: red }")).toBeGreaterThan(html.indexOf("--ee-primary"));
    expect(html).not.toContain("stored");
  }
  expect(await preview({ page: "login", templateHeader: "<h2>mine</h2>" })).toContain("<h2>mine</h2>");
  expect((await gateway.call("POST", "/v1/settings/preview", { page: "admin" })).status).toBe(400);
  await gateway.close();
});
