/**
 * `npm run dev`: the server from its sources, started again at every change, the dashboard by Vite, where a change shows at
 * once, and pretend providers, unless `POSTHORN_PROVIDER_URLS` names others.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { endWithNpm } from "./end-with-npm.mjs";
import { root } from "./root.mjs";
import { runScript } from "./run-script.mjs";
import { setUp } from "./setup.mjs";

await runScript(import.meta.url, async (args) => {
  endWithNpm();
  await setUp();
  const watched = ["server", "contracts"].map((workspace) => `--watch-path=${join(root, workspace, "src")}`);
  const program = join(root, "server", "src", "main.ts");
  const node = [...watched, "--watch-preserve-output", "--conditions=source", "--import=tsx", program, ...args];
  const providers = process.env.POSTHORN_PROVIDER_URLS ?? (await startProviders());
  const child = spawn(process.execPath, node, {
    stdio: "inherit",
    env: { ...process.env, POSTHORN_PROVIDER_URLS: providers },
  });
  const vite = join(root, "node_modules", "vite", "bin", "vite.js");
  const page = spawn(process.execPath, [vite, "--clearScreen", "false"], {
    cwd: join(root, "dashboard"),
    stdio: ["ignore", "inherit", "inherit"],
  });
  // The terminal sends Ctrl-C to all; whoever stops only us means the others too.
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill(signal));
  const [code] = await once(child, "exit");
  page.kill();
  process.exitCode = code ?? 0;
});

/** Google and Microsoft as they are pretended on this machine; they end with us. */
async function startProviders() {
  const program = join(root, "fakes", "src", "dev.ts");
  const child = spawn(process.execPath, ["--conditions=source", "--import=tsx", program], {
    cwd: root,
    stdio: ["pipe", "pipe", "inherit"],
  });
  const [urls] = await once(createInterface({ input: child.stdout }), "line");
  console.log("posthorn: Google and Microsoft are pretended here; the OAuth2 client is `dev`, its secret `dev`");
  return urls;
}
