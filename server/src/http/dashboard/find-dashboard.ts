import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * Where the built dashboard is: beside this package, as the workspace of a checkout and as an
 * installed package alike.
 */
export function dashboardFolder(): string {
  const here = dirname(fileURLToPath(import.meta.url));
  // From src/http/dashboard or dist/http/dashboard to the folder that holds the server's package.
  return join(here, "..", "..", "..", "..", "dashboard", "dist");
}
