/** `npm start`: sets up and builds what is missing, then becomes the server (one process, its signals its own). */
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "./build.mjs";
import { endWithNpm } from "./end-with-npm.mjs";
import { root } from "./root.mjs";
import { runScript } from "./run-script.mjs";
import { setUp } from "./setup.mjs";

await runScript(import.meta.url, async () => {
  endWithNpm();
  await setUp();
  await build();
  const program = join(root, "server", "dist", "main.js");
  process.argv[1] = program;
  await import(pathToFileURL(program).href);
});
