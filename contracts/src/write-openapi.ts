import { readFileSync, writeFileSync } from "node:fs";
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

// Run as a command: node --conditions=source --import tsx contracts/src/write-openapi.ts
if (process.argv[1] !== undefined && import.meta.url === new URL(process.argv[1], "file://").href) {
  writeFileSync(OPENAPI_FILE, openApiText());
}
