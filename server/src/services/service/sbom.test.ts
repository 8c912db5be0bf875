import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestGateway, type TestGateway } from "../testing.ts";

describe("what Posthorn is made of", () => {
  let gateway: TestGateway;
  beforeAll(async () => (gateway = await createTestGateway("sqlite", { start: false })));
  afterAll(() => gateway.close());

  it("is told as a bill of materials, with every library that the server asks for, to whoever has a whole token", async () => {
    const { status, body } = await gateway.call("GET", "/sbom.json");
    expect(status).toBe(200);
    expect(body).toMatchObject({
      bomFormat: "CycloneDX",
      specVersion: "1.6",
      metadata: { component: { name: "posthorn" } },
    });
    const components = body["components"] as { name: string; "bom-ref": string; licenses: unknown[] }[];
    const manifest = new URL("../../../package.json", import.meta.url);
    const { dependencies } = JSON.parse(await readFile(manifest, "utf8")) as { dependencies: Record<string, string> };
    const refs = components.map((one) => one["bom-ref"]);
    const pinned = Object.entries(dependencies).filter(([name]) => !name.startsWith("@posthorn/"));
    const wanted = pinned.map(([name, version]) => `pkg:npm/${name.replace("@", "%40")}@${version}`);
    expect(wanted.filter((ref) => !refs.includes(ref))).toEqual([]);
    expect(new Set(refs).size).toBe(refs.length);
    const asked = (body["dependencies"] as { dependsOn: string[] }[]).flatMap(({ dependsOn }) => dependsOn);
    expect(asked.filter((ref) => !refs.includes(ref) && !ref.startsWith("pkg:npm/%40posthorn/"))).toEqual([]);
    expect(components.filter(({ licenses }) => licenses.length === 0).map(({ name }) => name)).toEqual([]);
    const narrowed = await gateway.issue({ permissions: { actions: ["read"] } });
    expect((await gateway.call("GET", "/sbom.json", undefined, { token: narrowed })).status).toBe(403);
  });

  it("is named with its licences to everyone, without versions", async () => {
    const get = (url: string) => gateway.call("GET", url, undefined, { token: null });
    expect((await get("/LICENSE.txt")).bytes.toString()).toContain("MIT License");
    expect((await get("/license.html")).headers["location"]).toBe("/LICENSE.txt");
    const page = (await get("/licenses.html")).bytes.toString();
    expect(page).toContain("<li>fastify: MIT</li>");
    expect(page).not.toMatch(/fastify[^<]*\d\.\d/);
  });
});
