import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { updateAccountStatus } from "../../storage/accounts.ts";
import { TEST_ENGINES } from "../../storage/testing.ts";
import { createTestGateway, type TestGateway } from "../testing.ts";

describe.each(TEST_ENGINES)("GET /v1/accounts on %s", (engine) => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await createTestGateway(engine, { start: false });
    for (const account of ["b", "B", "a-1", "_x", "100%", "ä"])
      await gateway.addAccount({
        account,
        name: `Name ${account}`,
        email: `x@${account === "b" ? "b" : "other"}.example`,
      });
    await updateAccountStatus(gateway.storage, "b", { state: "connected", lastError: { response: "old" } });
  });
  afterAll(() => gateway.close());

  const list = async (query = "") => (await gateway.call("GET", `/v1/accounts${query}`)).body;
  const ids = async (query = "") =>
    ((await list(query))["accounts"] as { account: string }[]).map((one) => one.account);

  it("sorts by the bytes of the ids", async () => {
    expect(await ids()).toEqual(["100%", "B", "_x", "a-1", "b", "ä"]);
  });

  it("tells the mail server of an account, without its login", async () => {
    const [first] = (await list("?query=a-1"))["accounts"] as { host: string }[];
    expect(first?.host).toBe("imap.example.com");
    expect(JSON.stringify(first)).not.toContain("auth");
  });

  it("tells one page at a time", async () => {
    expect(await list("?pageSize=4&page=1")).toMatchObject({ total: 6, page: 1, pages: 2, query: false, state: "*" });
    expect(await ids("?pageSize=4&page=1")).toEqual(["b", "ä"]);
    expect(await list("?page=7")).toMatchObject({ total: 6, page: 7, pages: 1, accounts: [] });
  });

  it("finds part of an id, a name or an address, in any case, and takes no sign for a wildcard", async () => {
    expect(await ids("?query=NAME%20B")).toEqual(["B", "b"]);
    expect(await ids("?query=@B.EX")).toEqual(["b"]);
    expect(await ids("?query=%25")).toEqual(["100%"]);
    expect(await ids("?query=_x")).toEqual(["_x"]);
    expect(await ids("?query=%5C")).toEqual([]);
    expect(await ids("?query=")).toHaveLength(6);
    expect(await list("?query=a-1")).toMatchObject({ query: "a-1", total: 1 });
  });

  it("filters by state", async () => {
    expect(await list("?state=connected")).toMatchObject({ state: "connected", total: 1 });
    expect(await ids("?state=connected&query=ä")).toEqual([]);
    expect((await gateway.call("GET", "/v1/accounts?state=nonsense")).status).toBe(400);
  });

  it("finds every account that failed", async () => {
    await updateAccountStatus(gateway.storage, "a-1", { state: "authenticationError" });
    await updateAccountStatus(gateway.storage, "_x", { state: "connectError" });
    expect(await ids("?state=errors")).toEqual(["_x", "a-1"]);
    expect(await list("?state=errors")).toMatchObject({ state: "errors", total: 2 });
  });

  it("shows no error of an account that is connected", async () => {
    expect(((await list("?state=connected"))["accounts"] as unknown[])[0]).toEqual({
      account: "b",
      host: "imap.example.com",
      name: "Name b",
      email: "x@b.example",
      type: "imap",
      state: "connected",
      counters: { events: { accountAdded: 1 } },
      lastError: null,
    });
  });
});
