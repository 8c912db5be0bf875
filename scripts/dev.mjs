/**
 * `npm run dev`: the server from its sources, started again at every change, and the dashboard by Vite,
 * where a change shows at once.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
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
  const child = spawn(process.execPath, node, { stdio: "inherit" });
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
