import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { accountCounts } from "../../storage/account-counters.ts";
import { deleteAccount } from "../../storage/accounts.ts";
import { TEST_ENGINES } from "../../storage/testing.ts";
import { createTestGateway, type TestGateway } from "../testing.ts";
import { createTally } from "./tally.ts";

describe.each(TEST_ENGINES)("counts of accounts on %s", (engine) => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await createTestGateway(engine, { start: false });
  });
  afterAll(() => gateway.close());

  const counts = async (account: string) => (await accountCounts(gateway.storage, [account])).get(account);

  it("are added up", async () => {
    const account = await gateway.addAccount();
    const tally = createTally(gateway.storage);
    for (let time = 0; time < 2; time++) {
      tally.countForAccount(account, "messageNew");
      await tally.flush(Date.now());
    }
    expect(await counts(account)).toEqual({ messageNew: 2 });
  });

  it("of one that went before they were written are dropped, also while they are being written", async () => {
    const [gone, going] = [await gateway.addAccount(), await gateway.addAccount()];
    const tally = createTally(gateway.storage);
    tally.countForAccount(gone, "messageNew");
    tally.countForAccount(going, "messageNew");
    await deleteAccount(gateway.storage, gone);
    const written = tally.flush(Date.now());
    tally.forget(going);
    await written;
    expect([await counts(gone), await counts(going)]).toEqual([undefined, undefined]);
  });
});
