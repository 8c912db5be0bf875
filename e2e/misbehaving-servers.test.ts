import { setTimeout as sleep } from "node:timers/promises";
import { makeCertificate } from "@posthorn/fakes/certificate";
import {
  cut,
  fallSilent,
  type FakeSmtp,
  type FakeSmtpOptions,
  leave,
  reply,
  startFakeSmtp,
} from "@posthorn/fakes/fake-smtp";
import { startWebhookReceiver, type WebhookReceiver } from "@posthorn/fakes/webhook-receiver";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type Engine, ENGINES, install, type Installation } from "./installation.ts";

interface Case {
  server?: FakeSmtpOptions;
  /** How the server misbehaves. */
  deed?(server: FakeSmtp): void;
  /** What the account demands beside its defaults here: no TLS. */
  smtp?: object;
  /** The submission, beside one recipient and a short text. */
  message?: object;
  /** What is told of it, in order, as `event code`: the code of the server's reply, or else the kind of fault. */
  told: string[];
  /** What the last failure says, in the events and in the outbox; without it, there is none. */
  words?: RegExp;
  /** Recipients the server took the message for, each time that it took it. */
  took?: string[][];
  /** How often nobody knows whether the server took it. */
  unknown?: number;
  /** What the server must not have been told. */
  never?: string;
}

const MB = 1024 * 1024;
const certificate = makeCertificate(["127.0.0.1"]);
const once = { times: 1 };
/** Long enough for the server to speak up before all of it has come. */
const large = (bytes: number) => ({
  attachments: [{ filename: "a", content: Buffer.alloc(bytes * 0.7).toString("base64") }],
});
const bob = ["bob@example.com"];

const CASES: Record<string, Case> = {
  "450 at RCPT, then accepted (greylisting)": {
    deed: (server) => server.on("RCPT", reply("450 4.7.1 Greylisted, come back in a moment"), once),
    told: ["messageDeliveryError 450", "messageSent"],
    words: /450 4\.7\.1 Greylisted/,
  },
  "550 at one RCPT of three": {
    deed: (server) => server.on("RCPT", reply("550 5.1.1 No such user"), { only: /never@/ }),
    message: { to: ["bob", "never", "cy"].map((name) => ({ address: `${name}@example.com` })) },
    told: ["messageSent"],
    took: [["bob@example.com", "cy@example.com"]],
  },
  "550 at every RCPT": {
    deed: (server) => server.on("RCPT", reply("550 5.1.1 No such user")),
    message: { to: ["bob", "cy"].map((name) => ({ address: `${name}@example.com` })) },
    told: ["messageDeliveryError 550", "messageFailed 550"],
    words: /550 5\.1\.1 No such user/,
    took: [],
  },
  "421 in place of 354": {
    deed: (server) => server.on("DATA", leave("421 4.3.2 Going down"), once),
    told: ["messageDeliveryError 421", "messageSent"],
    words: /421 4\.3\.2 Going down/,
  },
  "421 in the middle of the message": {
    deed: (server) => server.on("CONTENT", leave("421 4.3.2 Going down"), once),
    message: large(2 * MB),
    told: ["messageDeliveryError 421", "messageSent"],
    words: /421 4\.3\.2 Going down/,
  },
  "no answer to the message": {
    deed: (server) => server.on("MESSAGE", fallSilent(), once),
    told: ["messageDeliveryError ETIMEDOUT", "messageSent"],
    words: /timeout/i,
    unknown: 1,
  },
  "no greeting": {
    deed: (server) => server.on("GREETING", fallSilent(), once),
    told: ["messageDeliveryError ETIMEDOUT", "messageSent"],
    words: /timeout|greeting/i,
  },
  "cut after the last dot": {
    deed: (server) => server.on("MESSAGE", cut(), once),
    told: ["messageDeliveryError ECONNECTION", "messageSent"],
    words: /closed/,
    unknown: 1,
  },
  "a certificate that nobody knows": {
    server: { certificate },
    smtp: { requireTLS: true },
    message: { deliveryAttempts: 2 },
    told: ["messageDeliveryError ESOCKET", "messageDeliveryError ESOCKET", "messageFailed ESOCKET"],
    words: /self-signed certificate/,
    took: [],
    never: "MAIL",
  },
  "454 at STARTTLS": {
    server: { certificate },
    deed: (server) => server.on("STARTTLS", reply("454 4.7.0 TLS not available")),
    smtp: { requireTLS: true },
    message: { deliveryAttempts: 2 },
    told: ["messageDeliveryError 454", "messageDeliveryError 454", "messageFailed 454"],
    words: /STARTTLS/,
    took: [],
    never: "MAIL",
  },
  "no STARTTLS where it is required": {
    smtp: { requireTLS: true },
    // A reply of 5yz is for good.
    told: ["messageDeliveryError 502", "messageFailed 502"],
    words: /STARTTLS/,
    took: [],
    never: "MAIL",
  },
  "552 above 1 MB, with SIZE 10 MB announced": {
    server: { extensions: [`SIZE ${10 * MB}`] },
    deed: (server) => server.on("MESSAGE", reply("552 5.3.4 Message too big"), { over: MB }),
    message: large(2 * MB),
    told: ["messageDeliveryError 552", "messageFailed 552"],
    words: /552 5\.3\.4 Message too big/,
    took: [],
  },
  "SIZE 1 MB announced, and more to send": {
    server: { extensions: [`SIZE ${MB}`] },
    message: large(2 * MB),
    told: ["messageDeliveryError EMESSAGE", "messageFailed EMESSAGE"],
    words: /size/i,
    took: [],
    never: "DATA",
  },
  "451 after the message (throttled)": {
    deed: (server) => server.on("MESSAGE", reply("451 4.7.650 Too many messages, slow down"), once),
    told: ["messageDeliveryError 451", "messageSent"],
    words: /451 4\.7\.650 Too many/,
  },
};

interface Told {
  event: string;
  account: string;
  data: { error?: string; errorCode?: string; smtpResponseCode?: number; rejected?: { address: string }[] };
}

interface Entry {
  state?: string;
  attemptsMade?: number;
  progress?: { error?: { message?: string; code?: string }; unknownOutcomes?: number };
}

interface Outcome {
  told: Told[];
  /** Milliseconds from the answer to the submission until each of `told` came in. */
  after: number[];
  /** What the outbox said last while it had the message; undefined when it went at once. */
  entry: Entry | undefined;
  server: FakeSmtp;
}

const PATIENCE_MS = 180_000;

/** An installation and what became of one message for each server. */
interface Encounter {
  posthorn: Installation;
  outcomes: Map<string, Outcome>;
}

describe("mail servers that misbehave", () => {
  let receiver: WebhookReceiver;
  let encounters: Map<Engine, Encounter>;
  const installations: Installation[] = [];
  const servers: FakeSmtp[] = [];

  beforeAll(async () => {
    receiver = await startWebhookReceiver();
    // All at once: most of the time is spent waiting.
    const met = ENGINES.map(async (engine) => [engine, await meetAll(engine)] as const);
    encounters = new Map(await Promise.all(met));
  }, 2 * PATIENCE_MS);
  afterAll(async () => {
    await Promise.all(installations.map((posthorn) => posthorn.remove()));
    await Promise.all([receiver.close(), ...servers.map((server) => server.stop())]);
  });

  async function meetAll(engine: Engine): Promise<Encounter> {
    const posthorn = await install(engine, { POSTHORN_LOG_LEVEL: "warn", POSTHORN_SUBMIT_TIMEOUT: "4s" });
    installations.push(posthorn);
    await posthorn.call("POST", "/v1/settings", {
      webhooksEnabled: true,
      webhooks: receiver.url,
      webhookEvents: ["messageSent", "messageDeliveryError", "messageFailed"],
    });
    const met = Object.entries(CASES).map(async ([name, one]) => [name, await meet(posthorn, name, one)] as const);
    return { posthorn, outcomes: new Map(await Promise.all(met)) };
  }

  /** Lets an account of its own send one message to such a server, until that is decided. */
  async function meet(posthorn: Installation, name: string, { server: options, deed, smtp, message }: Case) {
    const server = await startServer(options);
    deed?.(server);
    const { account, queueId } = await submit(posthorn, server, { subject: name, ...message }, smtp);
    const since = performance.now();
    const isOwn = ({ json }: { json: unknown }) => (json as Told).account === account;
    const isLast = ({ json }: { json: unknown }) => /messageSent|messageFailed/.test((json as Told).event);
    let isDecided = false;
    const deciding = receiver
      .waitFor((all) => all.some((one) => isOwn(one) && isLast(one)), PATIENCE_MS)
      .finally(() => (isDecided = true));
    let entry: Entry | undefined;
    const look = async () => {
      const { status, body } = await posthorn.call<Entry>("GET", `/v1/outbox/${queueId}`);
      if (status === 200 && body.progress?.error !== undefined) entry = body;
      return entry?.state;
    };
    for (; !isDecided; await sleep(100)) await look();
    const own = (await deciding).filter(isOwn);
    // What was delivered is gone; what was given up stays.
    const isGivenUp = own.some(({ json }) => (json as Told).event === "messageFailed");
    if (isGivenUp)
      await vi.waitFor(async () => expect(await look()).toBe("failed"), { timeout: 40_000, interval: 100 });
    return {
      told: own.map(({ json }) => json as Told),
      after: own.map(({ receivedAt }) => receivedAt - since),
      entry,
      server,
    };
  }

  async function startServer(options: FakeSmtpOptions = {}): Promise<FakeSmtp> {
    const server = await startFakeSmtp(options);
    servers.push(server);
    return server;
  }

  /** By an account that has this server and nothing else. */
  async function submit(posthorn: Installation, { host, port }: FakeSmtp, message: object, more: object = {}) {
    const account = `account-${port}`;
    const smtp = { host, port, secure: false, requireTLS: false, ...more };
    await posthorn.call("POST", "/v1/account", { account, name: "Ada", email: "ada@example.org", smtp });
    const body = { to: [{ address: "bob@example.com" }], text: "Hello", ...message };
    const answer = await posthorn.call("POST", `/v1/account/${account}/submit`, body);
    return { account, queueId: String(answer.body["queueId"]) };
  }

  describe.each(ENGINES)("on %s", (engine) => {
    const outcomeOf = (name: string) => encounters.get(engine)?.outcomes.get(name) as Outcome;

    it.each(Object.entries(CASES))("%s", (name, { told, words, took = [bob], unknown = 0, never }) => {
      const { told: heard, entry, server } = outcomeOf(name);
      expect(heard.map(inShort)).toEqual(told);
      expect(server.received.map(({ to }) => to)).toEqual(took);
      if (never !== undefined) expect(server.commands).not.toContain(never);
      if (words === undefined) return expect(entry).toBeUndefined();
      expect(heard.findLast(({ data }) => data.error !== undefined)?.data.error).toMatch(words);
      expect(entry?.progress?.error?.message).toMatch(words);
      expect(entry?.progress?.unknownOutcomes ?? 0).toBe(unknown);
      expect(entry?.attemptsMade).toBe(told.filter((one) => one.startsWith("messageDeliveryError")).length);
      if (told.at(-1)?.startsWith("messageFailed") === true) expect(entry?.state).toBe("failed");
    });

    it("tells who of several recipients was refused", () => {
      const [sent] = outcomeOf("550 at one RCPT of three").told;
      expect(sent?.data.rejected).toEqual([
        { address: "never@example.com", response: expect.stringContaining("550 5.1.1") as string },
      ]);
    });

    it("keeps a message whose fate is unknown, where that is asked for", async () => {
      const { posthorn } = encounters.get(engine) as Encounter;
      await posthorn.call("POST", "/v1/settings", { unknownOutcome: "hold" });
      const server = await startServer();
      server.on("MESSAGE", cut());
      const { queueId } = await submit(posthorn, server, {});
      await vi.waitFor(
        async () =>
          expect((await posthorn.call("GET", `/v1/outbox/${queueId}`)).body).toMatchObject({
            state: "failed",
            attemptsMade: 1,
            progress: { error: { code: "UnknownOutcome" }, unknownOutcomes: 1 },
          }),
        { timeout: 40_000, interval: 100 },
      );
    });

    it("prints the table", () => {
      const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
      const rows = Object.keys(CASES).map((name) => {
        const { told, after } = outcomeOf(name);
        const isGivenUp = told.at(-1)?.event === "messageFailed";
        const failures = told.filter(({ event }) => event === "messageDeliveryError").length;
        return [
          name,
          isGivenUp ? "given up" : "delivered",
          String(isGivenUp ? failures : failures + 1),
          told.map((one, index) => `${inShort(one)} after ${seconds(after[index] ?? 0)}`).join(", "),
          told.findLast(({ event }) => event === "messageDeliveryError")?.data.error ?? "",
        ];
      });
      const head = ["server", "outcome", "attempts", "told", "in words"];
      const lines = [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`);
      console.log(`on ${engine}:\n\n${lines.join("\n")}`);
    });
  });
});

/** The event with the code of the server's reply, or else with the kind of fault. */
const inShort = ({ event, data }: Told) =>
  [event, data.smtpResponseCode ?? data.errorCode].filter((word) => word !== undefined).join(" ");
