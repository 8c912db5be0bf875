import { afterEach, describe, expect, it } from "vitest";
import { type Cyrus, startCyrus } from "./cyrus.ts";

describe("startCyrus", () => {
  const umask = process.umask();
  let server: Cyrus | undefined;
  afterEach(async () => {
    process.umask(umask);
    await server?.stop();
  });

  it("starts for somebody whose files nobody else may read", async () => {
    process.umask(0o077);
    server = await startCyrus();
    expect(server.port).toBeGreaterThan(0);
  });
});
