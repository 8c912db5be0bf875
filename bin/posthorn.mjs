#!/usr/bin/env node
/** The command `posthorn` (and `emailengine`). In a checkout it sets up and builds first, if need be. */
import { existsSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "../scripts/build.mjs";
import { root } from "../scripts/root.mjs";
import { runScript } from "../scripts/run-script.mjs";
import { setUp } from "../scripts/setup.mjs";

await runScript(import.meta.url, async () => {
  // A deployed copy holds only what was built.
  if (existsSync(join(root, "server", "src"))) {
    await setUp();
    await build();
  }
  process.argv[1] = realpathSync(fileURLToPath(import.meta.url));
  await import(pathToFileURL(join(root, "server", "dist", "cli", "main.js")).href);
});
