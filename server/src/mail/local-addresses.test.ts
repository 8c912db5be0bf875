import { fakeDns } from "@posthorn/fakes/dns";
import { networkInterfaces } from "node:os";
import { describe, expect, it } from "vitest";
import { createLocalAddresses, type LocalAddressSettings } from "./local-addresses.ts";

function addressesWith(settings: Partial<LocalAddressSettings>) {
  const { reverse } = fakeDns({ ptr: { "127.0.0.2": ["not a name", "two.example.test"] } });
  return createLocalAddresses({
    settings: () => ({ addresses: [], imap: "default", smtp: "default", ...settings }),
    reverse,
  });
}

const hasIPv6 = Object.values(networkInterfaces())
  .flat()
  .some((one) => one?.address === "::1");
const HERE = ["127.0.0.2", "127.0.0.3", "127.0.0.4", "::1"];
const ELSEWHERE = ["192.0.2.1", "2001:db8::1"];
const to = (host: string, account = "a") => ({ protocol: "imap", account, host }) as const;

describe("choose", () => {
  it("leaves it to the system by default", async () => {
    expect(await addressesWith({ addresses: HERE }).choose(to("127.0.0.1"))).toBeUndefined();
    expect(await addressesWith({ imap: "random" }).choose(to("127.0.0.1"))).toBeUndefined();
  });

  it("keeps an account at its address, whatever else is in the pool", async () => {
    const few = addressesWith({ addresses: HERE, imap: "dedicated" });
    const more = addressesWith({ addresses: [...ELSEWHERE, ...HERE].toReversed(), imap: "dedicated" });
    const seen = new Set<string>();
    for (let i = 0; i < 40; i++) {
      const chosen = await few.choose(to("127.0.0.1", `account-${i}`));
      expect(await more.choose(to("127.0.0.1", `account-${i}`))).toEqual(chosen);
      if (chosen) seen.add(chosen.address);
    }
    expect([...seen].toSorted()).toEqual(["127.0.0.2", "127.0.0.3", "127.0.0.4"]);
  });

  it("takes any at random", async () => {
    const addresses = addressesWith({ addresses: HERE, imap: "random" });
    const seen = new Set<string | undefined>();
    for (let i = 0; i < 100; i++) seen.add((await addresses.choose(to("127.0.0.1")))?.address);
    expect([...seen].toSorted()).toEqual(["127.0.0.2", "127.0.0.3", "127.0.0.4"]);
  });

  it.runIf(hasIPv6)("matches the kind of address that the server has", async () => {
    const addresses = addressesWith({ addresses: HERE, imap: "random" });
    expect(await addresses.choose(to("::1"))).toEqual({ address: "::1" });
    const none = addressesWith({ addresses: ["::1"], imap: "dedicated" });
    expect(await none.choose(to("127.0.0.1"))).toBeUndefined();
  });

  it("passes over what this machine does not have", async () => {
    const addresses = addressesWith({ addresses: ELSEWHERE, imap: "dedicated" });
    expect(await addresses.choose(to("127.0.0.1"))).toBeUndefined();
  });

  it("follows each protocol's own strategy, and tells the name to SMTP only", async () => {
    const addresses = addressesWith({ addresses: ["127.0.0.2"], imap: "dedicated", smtp: "random" });
    expect(await addresses.choose(to("127.0.0.1"))).toEqual({ address: "127.0.0.2" });
    expect(await addresses.choose({ ...to("127.0.0.1"), protocol: "smtp" })).toEqual({
      address: "127.0.0.2",
      name: "two.example.test",
    });
  });
});
