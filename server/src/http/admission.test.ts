import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addUser, signIn, type SignedInUser } from "../services/sessions/testing.ts";
import { createTestGateway, type TestGateway } from "../services/testing.ts";
import { TEST_ENGINES } from "../storage/testing.ts";
import { ROUTES } from "./routes.ts";

const CONTRACTS = ROUTES.map(({ contract }) => contract);
const urlOf = (path: string) => path.replaceAll(/:\w+/g, "0".repeat(64));
const nameOf = ({ method, path }: { method: string; path: string }) => `${method} ${path}`;
const guarded = CONTRACTS.filter(({ scope }) => scope !== null);

/** Every route there is, so that none that comes later is left open. */
describe.each(TEST_ENGINES)("routes on %s", (engine) => {
  let gateway: TestGateway;
  let user: SignedInUser;
  let viewer: SignedInUser;
  beforeAll(async () => {
    gateway = await createTestGateway(engine, { start: false });
    user = await signIn(gateway, await addUser(gateway, "ada"));
    await addUser(gateway, "vera");
    await gateway.storage.sql.updateTable("users").set({ role: "viewer" }).where("name", "=", "vera").execute();
    viewer = await signIn(gateway, "vera");
  });
  afterAll(() => gateway.close());

  it("that are open to everyone are these", () => {
    expect(CONTRACTS.filter(({ scope }) => scope === null).map(nameOf)).toEqual([
      "GET /v1/mcp/consent",
      "GET /v1/setup",
      "POST /v1/setup",
      "GET /v1/session/methods",
      "POST /v1/session",
      "POST /v1/session/passkey/options",
      "POST /v1/session/passkey",
      "POST /v1/session/code",
      "POST /v1/invitation",
      "GET /health",
      "GET /health/live",
      "GET /health/ready",
      "GET /swagger.json",
    ]);
  });

  it.each(guarded.map((contract) => [nameOf(contract), contract] as const))(
    "%s is guarded",
    async (_name, contract) => {
      const { method, scope, action, leastRole } = contract;
      const url = urlOf(contract.path);
      const body = method === "GET" || method === "DELETE" ? undefined : {};
      const withToken = (token: string | null) => gateway.call(method, url, body, { token });

      expect((await withToken(null)).status, "without anything").toBe(401);
      expect((await withToken("0".repeat(64))).status, "with an unknown token").toBe(scope === "session" ? 403 : 401);
      const wrong = await gateway.issue({ scopes: [scope === "metrics" ? "api" : "metrics"] });
      expect((await withToken(wrong)).status, "with a token for something else").toBe(403);
      const group = contract.group === "outbox" ? "export" : "outbox";
      const narrowed = await gateway.issue({ permissions: { grants: [{ action: "read", group }] } });
      expect((await withToken(narrowed)).status, "with a token narrowed to something else").toBe(403);
      if (scope === "session") expect((await withToken(gateway.token)).status, "with any token").toBe(403);

      const forged = { cookie: user.cookie.slice(0, -6) };
      const ended = await gateway.call(method, url, body, { token: null, headers: forged });
      expect(ended.status, "with a forged cookie").toBe(401);
      if (scope === "metrics") return;
      expect(ended.body).toMatchObject({ code: "SessionEnded" });
      const foreign = await user.call(method, url, body, { "sec-fetch-site": "cross-site" });
      expect(foreign.status, "from another page").toBe(403);
      if (method !== "GET")
        for (const token of ["", "x".repeat(43), viewer.csrfToken]) {
          const { status, body: refusal } = await user.call(method, url, body, { "x-csrf-token": token });
          expect({ status, code: refusal["code"] }, "with a forged CSRF token").toEqual({
            status: 403,
            code: "InvalidCsrfToken",
          });
        }
      const asViewer = async () => (await viewer.call(method, url, body)).body["code"];
      if (leastRole === "viewer") expect(await asViewer(), "by a viewer").not.toBe("RoleForbids");
      else if ((scope === "api" && action !== "read") || leastRole !== undefined)
        expect(await asViewer(), "by a viewer").toBe("RoleForbids");
    },
  );
});
