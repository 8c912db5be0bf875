import { describe, expect, it } from "vitest";
import { checkAddress, EgressBlocked, egressPolicy, type EgressPolicy } from "./egress.ts";

function verdict(policy: EgressPolicy, address: string): "blocked" | "free" {
  try {
    checkAddress(policy, "host.example.com", address);
    return "free";
  } catch (error) {
    expect(error).toBeInstanceOf(EgressBlocked);
    return "blocked";
  }
}

/** Addresses, and what each policy says: link-local first, private second. */
const TABLE: [string, "blocked" | "free", "blocked" | "free"][] = [
  ["93.184.216.34", "free", "free"],
  ["2606:2800:220:1::1", "free", "free"],
  // Link-local and metadata services.
  ["169.254.169.254", "blocked", "blocked"],
  ["169.254.0.1", "blocked", "blocked"],
  ["fe80::1", "blocked", "blocked"],
  ["febf::1", "blocked", "blocked"],
  ["fd00:ec2::254", "blocked", "blocked"],
  ["fd00:0ec2:0:0:0:0:0:254", "blocked", "blocked"],
  ["100.100.100.200", "blocked", "blocked"],
  // The same in other clothes.
  ["::ffff:169.254.169.254", "blocked", "blocked"],
  ["::ffff:a9fe:a9fe", "blocked", "blocked"],
  ["64:ff9b::169.254.169.254", "blocked", "blocked"],
  ["2002:a9fe:a9fe::1", "blocked", "blocked"],
  ["::169.254.169.254", "blocked", "blocked"],
  ["::ffff:0:169.254.169.254", "blocked", "blocked"],
  // Teredo: the client's address is told inverted.
  ["2001:0:4136:e378:8000:63bf:5601:5601", "blocked", "blocked"],
  ["::ffff:100.100.100.200", "blocked", "blocked"],
  // Not public.
  ["127.0.0.1", "free", "blocked"],
  ["::1", "free", "blocked"],
  ["10.1.2.3", "free", "blocked"],
  ["172.16.0.1", "free", "blocked"],
  ["172.32.0.1", "free", "free"],
  ["192.168.1.1", "free", "blocked"],
  ["100.64.0.1", "free", "blocked"],
  ["0.0.0.0", "free", "blocked"],
  ["::", "free", "blocked"],
  ["255.255.255.255", "free", "blocked"],
  ["224.0.0.1", "free", "blocked"],
  ["240.0.0.1", "free", "blocked"],
  ["198.18.0.1", "free", "blocked"],
  ["fc00::1", "free", "blocked"],
  ["ff02::1", "free", "blocked"],
  ["2001:db8::1", "free", "blocked"],
  ["::ffff:10.0.0.1", "free", "blocked"],
  ["64:ff9b::10.0.0.1", "free", "blocked"],
  ["2002:0a00:0001::1", "free", "blocked"],
  ["::10.0.0.1", "free", "blocked"],
  ["64:ff9b::93.184.216.34", "free", "free"],
  // No address at all.
  ["nonsense", "blocked", "blocked"],
  ["", "blocked", "blocked"],
];

describe("checkAddress", () => {
  it.each(TABLE)("of %s: link-local says %s, private says %s", (address, linkLocal, isPrivate) => {
    expect(verdict("link-local", address)).toBe(linkLocal);
    expect(verdict("private", address)).toBe(isPrivate);
    expect(verdict("off", address)).toBe("free");
  });

  it("names host and address", () => {
    expect(() => checkAddress("private", "localhost", "127.0.0.1")).toThrow(
      "Connections to localhost (127.0.0.1) are not allowed",
    );
    expect(() => checkAddress("private", "127.0.0.1", "127.0.0.1")).toThrow("Connections to 127.0.0.1 are not allowed");
  });
});

it("lets addresses that are named be reached in spite of the rule", () => {
  const policy = egressPolicy("private", ["10.1.0.0/16", "169.254.10.10", "fd00::/8"]);
  for (const free of ["10.1.2.3", "::ffff:10.1.2.3", "169.254.10.10", "fd12::1", "93.184.216.34"])
    expect(verdict(policy, free), free).toBe("free");
  for (const blocked of ["10.2.0.1", "169.254.169.254", "127.0.0.1", "not an address"])
    expect(verdict(policy, blocked), blocked).toBe("blocked");
});
