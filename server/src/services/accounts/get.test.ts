import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AccountState } from "../../core/account-state.ts";
import { PosthornError } from "../../core/errors.ts";
import { updateAccountStatus } from "../../storage/accounts.ts";
import { TEST_ENGINES } from "../../storage/testing.ts";
import { createTestGateway, type TestGateway } from "../testing.ts";

describe.each(TEST_ENGINES)("GET /v1/account/{account}?quota=true on %s", (engine) => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await createTestGateway(engine, { start: false });
  });
  afterAll(() => gateway.close());

  async function addAccount(state: AccountState) {
    const account = await gateway.addAccount();
    await updateAccountStatus(gateway.storage, account, { state });
    return account;
  }
  const get = (account: string, query = "?quota=true") => gateway.call("GET", `/v1/account/${account}${query}`);

  it("tells how full the account is, and only when asked", async () => {
    const account = await addAccount("connected");
    expect((await get(account)).body).toMatchObject({ account, quota: false });
    gateway.mailOf(account).quota = { usage: 53, limit: 100, status: "53%" };
    expect((await get(account)).body).toMatchObject({ account, quota: { usage: 53, limit: 100, status: "53%" } });
    expect((await get(account, "")).body).not.toHaveProperty("quota");
  });

  it("tells the account all the same when the lookup fails", async () => {
    const account = await addAccount("connected");
    gateway.mailOf(account).failNext("getQuota", new PosthornError("refused", "No", { code: "NOPERM" }));
    expect(await get(account)).toMatchObject({ status: 200, body: { account, quota: false } });
  });

  it("needs an account whose mailbox can be used, and has none of one that only sends", async () => {
    const stranger = await addAccount("authenticationError");
    expect(await get(stranger)).toMatchObject({
      status: 503,
      body: { code: "AuthenticationFails", state: "authenticationError" },
    });
    const sending = await gateway.addAccount({ imap: undefined });
    expect((await get(sending)).body).not.toHaveProperty("quota");
  });
});
