/** `npm run screenshots`: pictures of every page of the dashboard, for `docs/`; with names of pages, of those alone. */
import { join } from "node:path";
import { bringServers } from "./bring-servers.mjs";
import { build } from "./build.mjs";
import { endWithNpm } from "./end-with-npm.mjs";
import { root } from "./root.mjs";
import { runCommand } from "./run-command.mjs";
import { runScript } from "./run-script.mjs";
import { setUp } from "./setup.mjs";

await runScript(import.meta.url, async (names) => {
  endWithNpm();
  for (const prepare of [setUp, build, bringServers]) await prepare();
  const program = ["--conditions=source", "--import=tsx", join(root, "e2e/screenshots.ts"), ...names];
  const { code } = await runCommand(process.execPath, program, { show: true });
  process.exitCode = code;
});
