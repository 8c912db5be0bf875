import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of the whole repository. */
export const ROOT = join(fileURLToPath(import.meta.url), "..", "..", "..");
