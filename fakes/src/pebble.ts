import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { get } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { makeCertificate } from "./certificate.ts";
import { freePort } from "./local-server.ts";

/** Pebble, the authority that Let's Encrypt made for tests (RFC 8555). It believes that every name is this machine. */
export interface Pebble {
  readonly directory: string;
  /** What its own HTTPS shows, in PEM. */
  readonly ca: string;
  log(): string;
  stop(): Promise<void>;
}

/** Where `scripts/bring-servers.mjs` unpacked it. */
const BIN = fileURLToPath(new URL("../../.cache/pebble/usr/bin", import.meta.url));

export const canRunPebble = () => existsSync(join(BIN, "pebble"));

export interface PebbleOptions {
  /** Where it looks for challenges, in place of port 80. */
  httpPort: number;
  /** How many of a hundred nonces it refuses for no reason, as authorities may. */
  refusedNonces?: number;
}

/** Starts it, with a resolver of its own. */
export async function startPebble({ httpPort, refusedNonces = 5 }: PebbleOptions): Promise<Pebble> {
  const folder = await mkdtemp(join(tmpdir(), "posthorn-pebble-"));
  const [port, managementPort, dnsPort, resolverPort] = [
    await freePort(),
    await freePort(),
    await freePort(),
    await freePort(),
  ];
  const { key, cert } = makeCertificate(["localhost", "127.0.0.1"]);
  const at = (file: string) => join(folder, file);
  const config = {
    listenAddress: `127.0.0.1:${port}`,
    managementListenAddress: `127.0.0.1:${managementPort}`,
    certificate: at("cert.pem"),
    privateKey: at("key.pem"),
    httpPort,
    tlsPort: 1,
    ocspResponderURL: "",
    externalAccountBindingRequired: false,
  };
  await writeFile(at("cert.pem"), cert);
  await writeFile(at("key.pem"), key);
  await writeFile(at("config.json"), JSON.stringify({ pebble: config }));
  let output = "";
  const run = (name: string, args: string[], env: Record<string, string> = {}) => {
    const child = spawn(join(BIN, name), args, { env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += String(chunk)));
    return child;
  };
  const flags = { defaultIPv4: "127.0.0.1", defaultIPv6: "", dns01: `127.0.0.1:${dnsPort}` };
  const others = { management: `127.0.0.1:${resolverPort}`, http01: "", https01: "", tlsalpn01: "" };
  const resolver = run(
    "pebble-challtestsrv",
    Object.entries({ ...flags, ...others }).flatMap(([name, value]) => [`-${name}`, value]),
  );
  const pebble = run("pebble", ["-config", at("config.json"), "-dnsserver", `127.0.0.1:${dnsPort}`], {
    PEBBLE_VA_NOSLEEP: "1",
    PEBBLE_WFE_NONCEREJECT: String(refusedNonces),
  });
  const directory = `https://127.0.0.1:${port}/dir`;
  for (const start = Date.now(); !(await answers(directory, cert));) {
    if (pebble.exitCode !== null || Date.now() - start > 20_000) throw new Error(`Pebble did not start: ${output}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return {
    directory,
    ca: cert,
    log: () => output,
    async stop() {
      const ended = [pebble, resolver]
        .filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null)
        .map((child) => once(child, "exit"));
      for (const child of [pebble, resolver]) child.kill("SIGKILL");
      await Promise.all(ended);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const answers = (url: string, ca: string) =>
  new Promise<boolean>((resolve) => {
    const request = get(url, { ca }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    request.on("error", () => resolve(false));
  });
