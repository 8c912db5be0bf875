import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdir, mkdtemp, readdir, readFile, readlink, rm, stat, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { freePort } from "@posthorn/fakes/local-server";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

const ROOT = join(fileURLToPath(import.meta.url), "..", "..");
const HOME = "/opt/posthorn";

/** What the last stage of the Dockerfile says. */
interface Image {
  /** From a path of the build to one of the image, both within its folder. */
  copies: { from: string; to: string }[];
  environment: Record<string, string>;
  healthCheck: string[];
  command: string[];
}

async function readImage(): Promise<Image> {
  const file = (await readFile(join(ROOT, "Dockerfile"), "utf8")).replaceAll(/\\\n\s*/g, " ");
  const lines = file.slice(file.lastIndexOf("\nFROM ")).split("\n");
  const copies = lines.flatMap((line) => {
    const [, all] = /^COPY --from=build (.+)$/.exec(line) ?? [];
    const paths = all?.split(" ") ?? [];
    const target = paths.pop() ?? "";
    return paths.map((path) => {
      const from = path.replace(`${HOME}/`, "").replace(/\/$/, "");
      // Of a folder its content is copied, a file goes into a folder.
      return { from, to: path.endsWith("/") ? target.replace(/\/$/, "") : join(target, from.split("/").at(-1) ?? "") };
    });
  });
  const valueAfter = (start: RegExp) => lines.map((line) => start.exec(line)?.[1]).find(Boolean) ?? "";
  return {
    copies,
    environment: Object.fromEntries(
      valueAfter(/^ENV (.+)$/)
        .split(/\s+/)
        .map((pair) => pair.split("=") as [string, string]),
    ),
    healthCheck: JSON.parse(valueAfter(/^HEALTHCHECK .*CMD (\[.+\])$/)) as string[],
    command: JSON.parse(valueAfter(/^CMD (\[.+\])$/)) as string[],
  };
}

describe("what the Dockerfile puts into the image", () => {
  let image: Image;
  let folder: string;
  beforeAll(async () => {
    image = await readImage();
    folder = await mkdtemp(join(tmpdir(), "posthorn-image-"));
    const isLeftOut = (await readFile(join(ROOT, ".dockerignore"), "utf8")).split("\n").includes("**/*.test.*");
    for (const { from, to } of image.copies) {
      const source = join(ROOT, from);
      const target = join(folder, to);
      await mkdir(dirname(target), { recursive: true });
      if (from.endsWith("node_modules")) await linkPackages(source, target);
      else await cp(source, target, { recursive: true, filter: (file) => !(isLeftOut && /\.test\.\w+$/.test(file)) });
    }
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it("has no sources, no tests and no secrets", async () => {
    const files = (await readdir(folder, { recursive: true })).filter((file) => !file.includes("node_modules"));
    expect(files).toContain("server/dist/main.js");
    expect(files).toContain("LICENSE");
    expect(files.filter((file) => /\/src\/|\.test\.|\.env|\.key$|\.db$/.test(file))).toEqual([]);
  });

  it("runs, writes to nothing but its data, and passes its own health check", async () => {
    const before = await newest(folder);
    const data = await mkdtemp(join(tmpdir(), "posthorn-data-"));
    const port = String(await freePort());
    const env = {
      PATH: process.env["PATH"] ?? "",
      ...image.environment,
      POSTHORN_HOST: "127.0.0.1",
      POSTHORN_PORT: port,
      POSTHORN_DATA_DIR: data,
    };
    const [, ...args] = image.command;
    const [, ...check] = image.healthCheck;
    const options = { cwd: folder, env };
    const server = spawn(process.execPath, args, { ...options, stdio: "ignore" });
    try {
      await vi.waitFor(() => promisify(execFile)(process.execPath, check, options), { timeout: 30_000, interval: 200 });
      const { stdout } = await promisify(execFile)(
        process.execPath,
        ["bin/posthorn.mjs", "tokens", "issue", "-d", "x"],
        options,
      );
      expect(stdout.trim()).toMatch(/^[0-9a-f]{64}$/);
      const page = await fetch(`http://127.0.0.1:${port}/admin/`);
      expect([page.status, page.headers.get("content-type")]).toEqual([200, expect.stringContaining("text/html")]);
      expect(await newest(folder)).toBe(before);
    } finally {
      server.kill();
      const [code] = (await once(server, "exit")) as [number | null];
      expect(code).toBe(0);
      await rm(data, { recursive: true, force: true });
    }
    await expect(promisify(execFile)(process.execPath, check, options)).rejects.toThrow();
  });

  it("listens to its network on every port that it exposes, as somebody without privileges", async () => {
    const file = await readFile(join(ROOT, "Dockerfile"), "utf8");
    expect(image.environment).toMatchObject({
      POSTHORN_HOST: "0.0.0.0",
      POSTHORN_SMTP_HOST: "0.0.0.0",
      POSTHORN_IMAP_PROXY_HOST: "0.0.0.0",
      POSTHORN_DATA_DIR: "/data",
    });
    expect(file).toMatch(/^EXPOSE 3000 2525 2993$/m);
    expect(file).toMatch(/^USER node$/m);
    expect(file).not.toMatch(/POSTHORN_SECRET/);
  });
});

/** Every package where it is; ours as they are linked, so that they lead into the image. */
async function linkPackages(source: string, target: string): Promise<void> {
  await mkdir(target);
  for (const name of await readdir(source)) {
    if (name !== "@posthorn") await symlink(join(source, name), join(target, name));
    else {
      await mkdir(join(target, name));
      for (const own of await readdir(join(source, name)))
        await symlink(await readlink(join(source, name, own)), join(target, name, own));
    }
  }
}

/** When something in a folder was changed last. */
async function newest(folder: string): Promise<number> {
  let latest = 0;
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const { mtimeMs } = await stat(join(entry.parentPath, entry.name)).catch(() => ({ mtimeMs: 0 }));
    if (!entry.parentPath.includes("node_modules")) latest = Math.max(latest, mtimeMs);
  }
  return latest;
}
