import { fakeDns } from "@posthorn/fakes/dns";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type LinkData, signedLink } from "../../core/signed-link.ts";
import { TEST_ENGINES } from "../../storage/testing.ts";
import { createTestGateway, type TestGateway } from "../testing.ts";

describe.each(TEST_ENGINES)("links in sent messages on %s", (engine) => {
  let gateway: TestGateway;
  let account: string;
  beforeAll(async () => {
    const dns = fakeDns({
      ptr: {
        "192.0.2.1": ["dialup.isp.example"],
        "192.0.2.2": ["other.example", "scan-7.barracuda.com."],
        "192.0.2.3": ["barracuda.com.evil.example"],
      },
    });
    gateway = await createTestGateway(engine, { ownClock: true, replace: { dns } });
    account = await gateway.addAccount();
    await gateway.set({ serviceSecret: "link secret" });
  });
  afterAll(() => gateway.close());

  const linkTo = (data: LinkData) =>
    signedLink("http://localhost", data, "link secret").replace("http://localhost", "");
  const visit = (url: string, from = "192.0.2.1") =>
    gateway.app.inject({ url, remoteAddress: from, headers: { "user-agent": "UA/1" } });
  const told = async () => {
    const rows = await gateway.storage.sql.selectFrom("events").select("payload").where("account", "=", account).where("name", "in", ["trackOpen", "trackClick"]).orderBy("seq").execute(); // prettier-ignore
    await gateway.storage.sql.deleteFrom("events").execute();
    return rows.map(({ payload }) => {
      const { event, data } = JSON.parse(payload) as { event: string; data: object };
      return { event, ...data };
    });
  };

  it("tell that a message was opened", async () => {
    const answer = await visit(linkTo({ act: "open", acc: account, msg: "<1@example.com>" }));
    expect(answer.statusCode).toBe(200);
    expect(answer.headers).toMatchObject({ "content-type": "image/gif", "cache-control": expect.stringContaining("no-store") as string }); // prettier-ignore
    expect(answer.rawPayload.subarray(0, 6).toString()).toBe("GIF89a");
    expect(await told()).toEqual([
      { event: "trackOpen", messageId: "<1@example.com>", remoteAddress: "192.0.2.1", userAgent: "UA/1" },
    ]);
  });

  it("tell that a link was followed, and lead there", async () => {
    const url = "https://a.example/?x=1&y=ü";
    const answer = await visit(linkTo({ act: "click", url, acc: account, msg: "<1@example.com>" }));
    expect({ status: answer.statusCode, location: answer.headers.location }).toEqual({
      status: 302,
      location: "https://a.example/?x=1&y=%C3%BC",
    });
    expect(await told()).toMatchObject([{ event: "trackClick", messageId: "<1@example.com>", url }]);
  });

  it("answer machines and tell nothing of them", async () => {
    const open = linkTo({ act: "open", acc: account, msg: "1" });
    expect((await visit(open, "192.0.2.2")).statusCode).toBe(200);
    expect(await told()).toEqual([]);
    await visit(open, "192.0.2.3");
    const [person] = await told();
    expect(person).toMatchObject({ remoteAddress: "192.0.2.3" });
    expect(person).not.toHaveProperty("likelyAutomated");
    await gateway.set({ trackScanners: true });
    await visit(open, "192.0.2.2");
    expect(await told()).toMatchObject([{ remoteAddress: "192.0.2.2", likelyAutomated: true }]);
    await gateway.set({ trackScanners: null });
  });

  it("tell which visitors call themselves programs", async () => {
    const open = linkTo({ act: "open", acc: account, msg: "<proxied@example.com>" });
    for (const [userAgent, likelyAutomated] of [
      ["Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)", true],
      ["Mozilla/5.0", true],
      ["Slackbot-LinkExpanding 1.0", true],
      ["Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/17.0 Safari/605.1.15", undefined],
    ] as const) {
      await gateway.app.inject({ url: open, remoteAddress: "192.0.2.1", headers: { "user-agent": userAgent } });
      const [visited] = (await told()) as { likelyAutomated?: boolean }[];
      expect({ userAgent, likelyAutomated: visited?.likelyAutomated }).toEqual({ userAgent, likelyAutomated });
    }
  });

  it("keep visitors' addresses out where that is wished", async () => {
    await gateway.set({ trackAddresses: false });
    await visit(linkTo({ act: "open", acc: account, msg: "<private@example.com>" }));
    expect(await told()).toEqual([{ event: "trackOpen", messageId: "<private@example.com>", userAgent: "UA/1" }]);
    await gateway.set({ trackAddresses: null });
  });

  it("tell no more of one network and one link than people make of it, and answer all", async () => {
    const open = linkTo({ act: "open", acc: account, msg: "<often@example.com>" });
    const answers = [];
    for (let visits = 0; visits < 35; visits++) answers.push((await visit(open, "2001:db8::1")).statusCode);
    expect(new Set(answers)).toEqual(new Set([200]));
    expect(await told()).toHaveLength(30);
    expect((await visit(open, "2001:db8::2")).statusCode).toBe(200);
    expect(await told()).toEqual([]);
    gateway.moveClock(60_000);
    await visit(open, "2001:db8::1");
    expect(await told()).toHaveLength(1);
  });

  it("tell of other networks and other links meanwhile", async () => {
    const open = linkTo({ act: "open", acc: account, msg: "<else@example.com>" });
    const click = linkTo({ act: "click", url: "https://a.example/", acc: account, msg: "<else@example.com>" });
    for (let visits = 0; visits < 35; visits++) await visit(open, "2001:db8::1");
    expect(await told()).toHaveLength(30);
    await visit(open, "2001:db8:0:1::1");
    expect((await visit(click, "2001:db8::1")).statusCode).toBe(302);
    expect(await told()).toMatchObject([{ event: "trackOpen" }, { event: "trackClick" }]);
  });

  it("tell no more of one link than many people make of it, wherever they are", async () => {
    const click = linkTo({ act: "click", url: "https://a.example/", acc: account, msg: "<everywhere@example.com>" });
    for (let network = 0; network < 40; network++)
      await Promise.all(Array.from({ length: 26 }, () => visit(click, `192.0.3.${network}`)));
    expect(await told()).toHaveLength(1000);
    expect((await visit(click, "192.0.3.50")).statusCode).toBe(302);
    expect(await told()).toEqual([]);
  });

  it("of an account that is gone still work", async () => {
    const answer = await visit(linkTo({ act: "click", url: "https://a.example/", acc: "gone", msg: "1" }));
    expect(answer.statusCode).toBe(302);
    const ofGone = gateway.storage.sql.selectFrom("events").select("id").where("account", "=", "gone");
    expect(await ofGone.execute()).toEqual([]);
  });

  it("that nobody here made lead nowhere", async () => {
    const open = linkTo({ act: "open", acc: account, msg: "1" });
    expect((await visit(open.replace("open.gif", "redirect"))).statusCode).toBe(403);
    expect((await visit(open.slice(0, -1))).statusCode).toBe(403);
    expect((await visit("/redirect?data=eyJ1cmwiOiJodHRwczovL2V2aWwuZXhhbXBsZSJ9")).statusCode).toBe(403);
    expect((await visit("/open.gif")).statusCode).toBe(400);
    expect(await told()).toEqual([]);
  });
});
