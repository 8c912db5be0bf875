import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { ALL_CONTRACTS } from "./all.ts";
import { toOpenApi } from "./openapi.ts";

/** The committed document; a changed promise shows as a change of it. */
export const OPENAPI_FILE = new URL("../openapi.json", import.meta.url);

export function openApiText(): string {
  const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as {
    version: string;
  };
  return `${JSON.stringify(toOpenApi(ALL_CONTRACTS, { version, serverUrl: "http://127.0.0.1:3000" }), null, 2)}\n`;
}

// As a command: node --conditions=source --import tsx contracts/src/write-openapi.ts [--check]
if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  if (!process.argv.includes("--check")) writeFileSync(OPENAPI_FILE, openApiText());
  else if (readFileSync(OPENAPI_FILE, "utf8") !== openApiText()) {
    console.error(
      "contracts/openapi.json is not in step: node --conditions=source --import tsx contracts/src/write-openapi.ts",
    );
    process.exitCode = 1;
  }
}
