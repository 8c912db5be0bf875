import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliCompressSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addUser } from "../../services/sessions/testing.ts";
import { createTestGateway, type TestGateway } from "../../services/testing.ts";

const SCRIPT = "console.log('hello');\n".repeat(100);

let folder: string;
let gateway: TestGateway;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "posthorn-dashboard-"));
  await mkdir(join(folder, "dist", "assets"), { recursive: true });
  await writeFile(join(folder, "secret.txt"), "secret");
  await writeFile(join(folder, "dist", ".built"), "secret");
  await writeFile(join(folder, "dist", "index.html"), '<meta content="__CSP_NONCE__"><i nonce="__CSP_NONCE__"></i>');
  await writeFile(join(folder, "dist", "icon.svg"), "<svg/>");
  await writeFile(join(folder, "dist", "assets", "main-abc.js"), SCRIPT);
  await writeFile(join(folder, "dist", "assets", "main-abc.js.br"), brotliCompressSync(SCRIPT));
  gateway = await createTestGateway("sqlite", { start: false, replace: { dashboardFolder: join(folder, "dist") } });
});
afterAll(async () => {
  await gateway.close();
  await rm(folder, { recursive: true });
});

const get = (url: string, headers: Record<string, string> = {}, method = "GET") =>
  gateway.call(method, url, undefined, { token: null, headers });

describe("the dashboard", () => {
  it("is one page at every address below /admin/, with a nonce of its own in each answer", async () => {
    const nonces = new Set<string>();
    for (const url of ["/admin/", "/admin/index.html", "/admin/accounts/ada@example.com", "/admin/tokens?scope=api"]) {
      const { status, headers, bytes } = await get(url);
      expect(status).toBe(200);
      expect(headers["content-type"]).toBe("text/html; charset=utf-8");
      expect(headers["cache-control"]).toBe("no-cache");
      const [, nonce = ""] = /style-src 'self' 'nonce-([^']+)'/.exec(String(headers["content-security-policy"])) ?? [];
      expect(bytes.toString()).toBe(`<meta content="${nonce}"><i nonce="${nonce}"></i>`);
      expect(Buffer.from(nonce, "base64")).toHaveLength(16);
      nonces.add(nonce);
    }
    expect(nonces.size).toBe(4);
    expect(await get("/admin")).toMatchObject({ status: 302, headers: { location: "/admin/" } });
    expect((await get("/admin/", {}, "HEAD")).bytes).toHaveLength(0);
  });

  it("lets nothing in that it did not bring", async () => {
    for (const url of ["/", "/admin/", "/admin/assets/main-abc.js", "/admin/nothing", "/admin/reference"]) {
      const { headers } = await get(url);
      const policy = String(headers["content-security-policy"]);
      for (const part of [
        "default-src 'none'",
        "script-src 'self';",
        "connect-src 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "form-action 'self'",
      ])
        expect(policy).toContain(part);
      expect(headers).toMatchObject({
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
        "referrer-policy": "no-referrer",
        "cross-origin-opener-policy": "same-origin",
        "permissions-policy": expect.stringContaining("camera=()") as string,
      });
      expect(headers["strict-transport-security"]).toBeUndefined();
    }
    await gateway.set({ serviceUrl: "https://mail.example.com" });
    expect((await get("/admin/")).headers["strict-transport-security"]).toMatch(/^max-age=\d+$/);
    await gateway.set({ serviceUrl: null });
  });

  it("has an empty frame for mails, where nothing runs and images elsewhere need to be asked for", async () => {
    for (const [query, images] of [
      ["", "img-src data:;"],
      ["?images=anything", "img-src data:;"],
      ["?images=shown", "img-src data: https: http:;"],
    ] as const) {
      const { status, headers } = await get(`/admin/message-frame${query}`);
      expect({ status, frames: headers["x-frame-options"] }).toEqual({ status: 200, frames: "SAMEORIGIN" });
      const policy = String(headers["content-security-policy"]);
      expect(policy).toContain("default-src 'none'; style-src 'unsafe-inline';");
      expect(policy).toContain(images);
      expect(policy).toContain("frame-ancestors 'self'");
      expect(policy).not.toContain("script-src");
    }
  });

  it("has files that browsers keep for good, compressed where that was done", async () => {
    const plain = await get("/admin/assets/main-abc.js");
    expect(plain).toMatchObject({
      status: 200,
      headers: {
        "cache-control": "public, max-age=31536000, immutable",
        "content-type": "application/javascript; charset=utf-8",
        etag: expect.any(String) as string,
      },
    });
    expect(plain.bytes.toString()).toBe(SCRIPT);
    const packed = await get("/admin/assets/main-abc.js", { "accept-encoding": "gzip, br" });
    expect(packed.headers).toMatchObject({ "content-encoding": "br", vary: "accept-encoding" });
    expect(packed.headers["content-type"]).toBe("application/javascript; charset=utf-8");
    const known = { "if-none-match": String(plain.headers["etag"]) };
    expect((await get("/admin/assets/main-abc.js", known)).status).toBe(304);
    const head = await get("/admin/assets/main-abc.js", {}, "HEAD");
    expect(head.headers["content-length"]).toBe(String(SCRIPT.length));
    expect(head.bytes).toHaveLength(0);
    expect((await get("/admin/icon.svg")).headers["content-type"]).toContain("image/svg+xml");
    expect((await get("/admin/assets/gone.js")).body).toMatchObject({ statusCode: 404 });
  });

  it("shows no file that is not its own", async () => {
    for (const path of [
      "../secret.txt",
      "..%2fsecret.txt",
      "%2e%2e/secret.txt",
      "..%5csecret.txt",
      "assets/../../secret.txt",
      "assets/..%2f..%2fsecret.txt",
      "assets/%2e%2e/%2e%2e/secret.txt",
      "assets//../../secret.txt",
      "assets/..%00/secret.txt",
      `assets/${encodeURIComponent(join(folder, "secret.txt"))}`,
      ".built",
      "assets/../.built",
      "%2ebuilt",
    ]) {
      const { bytes } = await get(`/admin/${path}`);
      expect({ path, text: bytes.toString() }).not.toEqual({ path, text: expect.stringContaining("secret") as string });
    }
  });

  it("is entered from a page about the product", async () => {
    const { status, bytes } = await get("/");
    expect(status).toBe(200);
    expect(bytes.toString()).toContain('href="/admin/"');
  });

  it("says how to build it where it is not built", async () => {
    const bare = await createTestGateway("sqlite", { start: false, replace: { dashboardFolder: join(folder, "no") } });
    const { status, bytes } = await bare.call("GET", "/admin/accounts", undefined, { token: null });
    expect(status).toBe(503);
    expect(bytes.toString()).toContain("npm run build");
    await bare.close();
  });

  it("is refused to other machines until there is a user", async () => {
    const fresh = await createTestGateway("sqlite", {
      start: false,
      replace: { dashboardFolder: join(folder, "dist") },
    });
    const visit = (url: string) =>
      fresh.call("GET", url, undefined, { token: null, headers: { "x-forwarded-for": "198.51.100.1" } });
    const urls = ["/admin", "/admin/", "/admin/assets/main-abc.js", "/admin/reference", "/admin/swagger"];
    for (const url of urls) {
      const { status, bytes } = await visit(url);
      expect({ url, status }).toEqual({ url, status: 403 });
      expect(bytes.toString()).toContain("ssh -L");
    }
    expect((await visit("/")).status).toBe(200);
    await addUser(fresh, "ada");
    for (const url of urls) expect((await visit(url)).status).toBeLessThan(400);
    await fresh.close();
  });
});

describe("the API reference", () => {
  it("is there for each group, and under its old address", async () => {
    for (const url of ["/admin/reference", "/admin/reference/access-tokens"]) {
      const { headers, bytes } = await get(url);
      expect(headers["content-type"]).toBe("text/html; charset=utf-8");
      expect(bytes.toString()).toContain('href="/admin/"');
    }
    expect(await get("/admin/swagger")).toMatchObject({ status: 302, headers: { location: "/admin/reference" } });
  });

  it("loads its scripts when asked, and sends them once", async () => {
    for (const name of ["scalar.js", "start.js"]) {
      const url = `/admin/reference/files/${name}`;
      const packed = await get(url, { "accept-encoding": "gzip" });
      expect(packed.headers).toMatchObject({
        "content-encoding": "gzip",
        "content-type": "text/javascript; charset=utf-8",
      });
      const plain = await get(url);
      expect(plain.bytes.toString()).toContain("createApiReference");
      expect((await get(url, { "if-none-match": String(plain.headers["etag"]) })).status).toBe(304);
    }
  });
});
