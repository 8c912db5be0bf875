import { once } from "node:events";
import { text } from "node:stream/consumers";
import { describe, expect, it } from "vitest";
import { StateStream } from "./stream.ts";

const big = "x".repeat(64 * 1024);

describe("a stream of states", () => {
  it("passes on every message in order to one who reads along", async () => {
    const stream = new StateStream("Posthorn", 0);
    const all = text(stream);
    for (const key of ["connecting", "syncing", "connected"]) stream.tell("ada", key, 0);
    stream.end();
    const messages = ["connecting", "syncing", "connected"].map((key) => `event: message\ndata:${key}\n\n`);
    expect(await all).toBe(`: Posthorn\n\n${messages.join("")}`);
  });

  it("keeps the newest message of each account for one who does not read", async () => {
    const stream = new StateStream("Posthorn", 0);
    stream.tell("full", big, 0);
    for (let i = 0; i < 1000; i++) {
      stream.tell("ada", `a${i}`, 0);
      stream.tell("bob", `b${i}`, 0);
    }
    const all: string[] = [];
    stream.setEncoding("utf8").on("data", (chunk: string) => all.push(chunk));
    await expect.poll(() => all.join("").replaceAll("x", "")).toContain("b999");
    expect(all.join("").split("data:").slice(2)).toEqual(["a999\n\nevent: message\n", "b999\n\n"]);
    stream.destroy();
  });

  it("breaks off when too much waits", async () => {
    const stream = new StateStream("Posthorn", 0);
    for (let i = 0; i < 50; i++) stream.tell(`account ${i}`, big, 0);
    expect(stream.destroyed).toBe(false);
    for (let i = 50; i < 70; i++) stream.tell(`account ${i}`, big, 0);
    expect(stream.destroyed).toBe(true);
  });

  it("says something after 90 seconds of silence, and to nobody who does not read", async () => {
    const stream = new StateStream("Posthorn", 0);
    stream.keepAlive(89_999);
    stream.keepAlive(90_000);
    stream.keepAlive(179_999);
    stream.tell("full", big, 180_000);
    stream.keepAlive(300_000);
    const all: string[] = [];
    stream.setEncoding("utf8").on("data", (chunk: string) => all.push(chunk));
    await expect.poll(() => all.join("")).toContain("data:");
    expect(all.join("").match(/^: .*$/gm)).toEqual([": Posthorn", ": still here"]);
    stream.destroy();
  });

  it("ends at once for one who does not read", async () => {
    const stream = new StateStream("Posthorn", 0);
    stream.tell("full", big, 0);
    stream.end();
    await once(stream, "close");
    stream.tell("ada", "connected", 0);
    stream.end();
    expect(stream.destroyed).toBe(true);
  });
});
