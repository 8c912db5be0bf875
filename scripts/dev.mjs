/** `npm run dev`: the server from its sources, started again at every change. */
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
  // The terminal sends Ctrl-C to both; whoever stops only us means the server too.
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill(signal));
  const [code] = await once(child, "exit");
  process.exitCode = code ?? 0;
});
