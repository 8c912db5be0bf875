import { expect, it } from "vitest";
import { addUser, PASSWORD, signIn } from "../sessions/testing.ts";
import { createTestGateway } from "../testing.ts";

it("tells what the configuration decides of settings and of access, to all but viewers", async () => {
  const gateway = await createTestGateway("sqlite", {
    start: false,
    env: {
      POSTHORN_REQUIRE_API_AUTH: "false",
      EENGINE_ADMIN_ACCESS_ADDRESSES: "127.0.0.0/8,10.0.0.1",
      POSTHORN_SENTRY_DSN: "https://key@errors.example.com/1",
      POSTHORN_SETTINGS: '{"deliveryAttempts":7}',
    },
  });
  expect((await gateway.call("GET", "/v1/settings/configuration")).body).toEqual({
    apiAuthentication: false,
    oauthTokens: false,
    dashboardAddresses: ["127.0.0.0/8", "10.0.0.1"],
    sealedWith: expect.stringMatching(/^(secret|keyFile)$/) as string,
    fixed: ["sentryEnabled", "sentryDsn"],
    preset: ["deliveryAttempts"],
  });
  const owner = await signIn(gateway, await addUser(gateway, "Ada"));
  await owner.call("POST", "/v1/users", { name: "Vic", role: "viewer", password: PASSWORD });
  const viewer = await signIn(gateway, "Vic");
  for (const path of ["configuration", "addresses"])
    expect((await viewer.call("GET", `/v1/settings/${path}`)).status).toBe(403);
  await gateway.close();
});

it("finds the addresses of this machine, and says which of those that were chosen it does not have", async () => {
  const gateway = await createTestGateway("sqlite", { start: false });
  await gateway.set({ localAddresses: ["127.0.0.2", "203.0.113.9"] });
  const { body } = await gateway.call("GET", "/v1/settings/addresses");
  expect(body["host"]).toEqual(expect.any(String));
  const about = (address: string) =>
    (body["addresses"] as { address: string }[]).filter((found) => found.address === address);
  expect(about("127.0.0.2")).toMatchObject([{ interface: null, publicAddress: null, present: true, chosen: true }]);
  expect(about("203.0.113.9")).toMatchObject([{ interface: null, default: false, present: false, chosen: true }]);
  expect(about("127.0.0.1")).toEqual([]);
  const token = await gateway.issue({ permissions: { actions: ["read"], groups: ["settings"] } });
  expect((await gateway.call("GET", "/v1/settings/addresses", undefined, { token })).status).toBe(403);
  await gateway.close();
});
