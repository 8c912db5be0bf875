import type { FastifyRequest } from "fastify";
import { describe, expect, it } from "vitest";
import { clientAddress } from "./client-address.ts";

const from = (remoteAddress: string | undefined, forwarded?: string | string[]) =>
  ({
    raw: { socket: { remoteAddress } },
    headers: { ...(forwarded !== undefined && { "x-forwarded-for": forwarded }) },
  }) as unknown as FastifyRequest;

const ANYONE = { enabled: true, proxies: [] };
const OURS = { enabled: true, proxies: ["10.0.0.0/8", "::1"] };

describe("clientAddress", () => {
  it("is the peer's as long as no proxy is trusted", () => {
    expect(clientAddress(from("192.0.2.1", "198.51.100.7"), { enabled: false, proxies: [] })).toBe("192.0.2.1");
    expect(clientAddress(from("::ffff:192.0.2.1"), ANYONE)).toBe("192.0.2.1");
    expect(clientAddress(from(undefined), ANYONE)).toBeNull();
  });

  it("is the left-most entry when every proxy is trusted", () => {
    expect(clientAddress(from("10.0.0.1", "198.51.100.7, 10.0.0.2"), ANYONE)).toBe("198.51.100.7");
    expect(clientAddress(from("10.0.0.1", "::ffff:198.51.100.7"), ANYONE)).toBe("198.51.100.7");
    expect(clientAddress(from("10.0.0.1", "unknown"), ANYONE)).toBe("10.0.0.1");
  });

  it("is the right-most entry that is no proxy of ours", () => {
    expect(clientAddress(from("10.0.0.1", "203.0.113.5, 198.51.100.7, 10.0.0.2"), OURS)).toBe("198.51.100.7");
    expect(clientAddress(from("::1", ["203.0.113.5", "198.51.100.7"]), OURS)).toBe("198.51.100.7");
  });

  it("does not believe a stranger's header", () => {
    expect(clientAddress(from("192.0.2.1", "198.51.100.7"), OURS)).toBe("192.0.2.1");
  });

  it("is the first proxy's when nobody else is named", () => {
    expect(clientAddress(from("10.0.0.1", "10.0.0.3, 10.0.0.2"), OURS)).toBe("10.0.0.1");
    expect(clientAddress(from("10.0.0.1", ""), OURS)).toBe("10.0.0.1");
  });
});
