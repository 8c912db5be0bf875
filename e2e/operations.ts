import { readFileSync } from "node:fs";

interface Operation {
  responses: Record<string, unknown>;
}

const { paths } = JSON.parse(readFileSync(new URL("../contracts/openapi.json", import.meta.url), "utf8")) as {
  paths: Record<string, Record<string, Operation>>;
};

/** The operation of the API that a request calls. */
export function operationOf(method: string, pathname: string): Operation | undefined {
  const patterns = Object.entries(paths).map(
    ([path, item]) => [new RegExp(`^${path.replaceAll(/\{\w+\}/g, "[^/]+")}$`), path.includes("{"), item] as const,
  );
  // A path without parameters is meant where both fit.
  const fitting = patterns
    .filter(([pattern]) => pattern.test(pathname))
    .toSorted((a, b) => Number(a[1]) - Number(b[1]));
  return fitting.map(([, , item]) => item[method.toLowerCase()]).find(Boolean);
}

interface Answered {
  method: string;
  url: string;
  status: number;
}

/** Those requests of a page of `origin` that go elsewhere, or to what no document promises. */
export const undocumented = (requests: readonly Answered[], origin: string): Answered[] =>
  requests
    .filter(({ url }) => !/^(about|data|blob):/.test(url))
    .filter(({ method, url, status }) => {
      const { origin: asked, pathname } = new URL(url);
      if (asked !== origin) return true;
      if (pathname === "/" || pathname.startsWith("/admin")) return false;
      const operation = operationOf(method, decodeURIComponent(pathname));
      return operation === undefined || !(String(status) in operation.responses);
    });
