import { lookup } from "node:dns/promises";
import { connect } from "node:net";
import { request } from "node:https";
import { findOpenSettings, listAccountConditions } from "../../storage/accounts.ts";
import { listOAuth2Apps } from "../../storage/oauth2-apps.ts";
import { type ExaminedStore, type Finding, ok, problem, reasonOf, warning } from "./finding.ts";

const TIMEOUT_MS = 3000;
const MOST_HOSTS = 20;
/** Beyond this, tokens of providers and signatures are refused. */
const SKEW_MS = 5000;
const GREAT_SKEW_MS = 60_000;

interface Host {
  name: string;
  port: number;
}

/** Hosts that this installation talks to: names resolve, and connections are not held back on the way. None of them has to be there. */
export async function checkNetwork({ storage, settings }: ExaminedStore, more: readonly string[]): Promise<Finding[]> {
  const hosts = new Map<string, Host>();
  const add = (name: string, port: number) => {
    if (hosts.size < MOST_HOSTS) hosts.set(`${name}:${port}`, { name, port });
  };
  for (const one of more) {
    const [, name = one, port = "443"] = /^(.*?)(?::(\d+))?$/.exec(one) ?? [];
    add(name, Number(port));
  }
  for (const url of [settings.get("webhooks"), settings.get("authServer"), settings.get("openAiAPIUrl")])
    if (url !== undefined && URL.canParse(url)) {
      const { hostname, port, protocol } = new URL(url);
      add(hostname, Number(port || (protocol === "http:" ? 80 : 443)));
    }
  for (const { provider } of await listOAuth2Apps(storage))
    add(provider === "outlook" ? "login.microsoftonline.com" : "oauth2.googleapis.com", 443);
  for (const { id } of await listAccountConditions(storage, "", MOST_HOSTS)) {
    const found = await findOpenSettings(storage, id);
    for (const server of [found?.imap, found?.smtp])
      if (server?.host !== undefined) add(server.host, server.port ?? 993);
  }
  if (hosts.size === 0) return [];
  const findings = (await Promise.all([...hosts.values()].map(checkHost))).flat();
  const reached = hosts.size - findings.length;
  return [...findings, ...(reached > 0 ? [ok("network", `${reached} of ${hosts.size} hosts can be reached`)] : [])];
}

async function checkHost({ name, port }: Host): Promise<Finding[]> {
  try {
    await withinTime(lookup(name));
  } catch (error) {
    return [
      warning(
        "dns",
        `${name} is not known: ${reasonOf(error)}`,
        "If it should be, see to the name servers of this machine.",
      ),
    ];
  }
  try {
    await reach({ name, port });
    return [];
  } catch (error) {
    return [
      warning(
        "network",
        `${name}:${port} can't be reached: ${reasonOf(error)}`,
        "A firewall may be in the way, or it is to be reached through a proxy; then this says nothing.",
      ),
    ];
  }
}

function reach({ name, port }: Host): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: name, port, timeout: TIMEOUT_MS });
    const end = (error?: Error) => {
      socket.destroy();
      if (error === undefined) resolve();
      else reject(error);
    };
    socket.once("connect", () => end());
    socket.once("timeout", () => end(new Error("no answer")));
    socket.once("error", end);
  });
}

/** The clock of this machine against that of the database, and of whoever answers HTTPS. */
export async function checkClock({ storage }: ExaminedStore, host: string | undefined): Promise<Finding[]> {
  const asked = Date.now();
  const there = await storage.clock();
  const findings = compareClocks("the database", there - (asked + Date.now()) / 2, 0);
  if (host !== undefined) {
    const date = await dateOf(host).catch(() => null);
    // It counts seconds.
    if (date !== null) findings.push(...compareClocks(host, date - Date.now(), 1000));
  }
  return findings.length > 0 ? findings : [ok("clock", "It agrees with that of the database")];
}

function compareClocks(whose: string, differenceMs: number, toleranceMs: number): Finding[] {
  const apart = Math.abs(differenceMs) - toleranceMs;
  if (apart < SKEW_MS) return [];
  return [
    (apart < GREAT_SKEW_MS ? warning : problem)(
      "clock",
      `The clock of this machine is ${Math.round(Math.abs(differenceMs) / 1000)} s ${differenceMs > 0 ? "behind" : "ahead of"} that of ${whose}`,
      "Have it set by a time server (NTP). Tokens and signatures of the wrong time are refused.",
    ),
  ];
}

function dateOf(host: string): Promise<number | null> {
  return new Promise((resolve, reject) => {
    const asking = request({ host, method: "HEAD", path: "/", timeout: TIMEOUT_MS }, (response) => {
      response.resume();
      const date = Date.parse(response.headers.date ?? "");
      resolve(Number.isNaN(date) ? null : date);
    });
    asking.once("timeout", () => asking.destroy(new Error("no answer")));
    asking.once("error", reject);
    asking.end();
  });
}

const withinTime = <T>(work: Promise<T>): Promise<T> =>
  Promise.race([
    work,
    new Promise<never>((_, reject) => {
      setTimeout(() => reject(new Error("no answer")), TIMEOUT_MS).unref();
    }),
  ]);
