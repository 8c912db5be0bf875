import { setTimeout as sleep } from "node:timers/promises";
import type { Command } from "commander";
import type { Config } from "../config/load.ts";
import { changeSecret } from "../storage/change-secret.ts";
import { checkSealed } from "../storage/check-sealed.ts";
import { readKeyFile } from "../storage/key-file.ts";
import {
  beginKeyRotation,
  continueKeyRotation,
  findKeyRotation,
  type KeyRotation,
  ROTATION_PACE,
  type RotationPace,
} from "../storage/key-rotation.ts";
import { migrate } from "../storage/migrate.ts";
import { SEALED, type SealedPlace } from "../storage/sealed-places.ts";
import { openEngine, openStorage, type Storage } from "../storage/storage.ts";
import { makeDataKey } from "../storage/vault.ts";
import { countOf } from "./count-of.ts";
import type { Output } from "./output.ts";
import { UsageError } from "./usage-error.ts";
import type { WithConfig } from "./with-config.ts";
import { collect } from "./collect.ts";

interface EncryptOptions {
  decrypt?: string[];
  rotate?: boolean;
  wait?: boolean;
  status?: boolean;
  json?: boolean;
}

/** `posthorn encrypt`. `pace` is how long others are given to see a new data key. */
export function addEncryptCommand(program: Command, withConfig: WithConfig, pace: RotationPace = ROTATION_PACE): void {
  program
    .command("encrypt")
    .description("change the secret or the data key, and see whether all that is sealed can be opened")
    .option("--decrypt <secret>", "the secret from before; may be repeated", collect)
    .option("--rotate", "seal everything with a new data key; takes some minutes, while the server runs or not")
    .option("--no-wait", "leave that to the server")
    .option("--status", "tell how far it is")
    .option("--json", "with --status: as JSON")
    .action(withConfig((config, output, options: EncryptOptions) => encrypt(config, output, options, pace)));
}

async function encrypt(config: Config, output: Output, options: EncryptOptions, pace: RotationPace): Promise<number> {
  if (options.status !== true) await takeSecret(config, options.decrypt ?? [], output);
  const store = await openStorage(config.storage);
  try {
    if (options.status === true) return await tellStatus(store, options.json === true, output);
    if (options.rotate !== true) return await tellValues(store, output);
    return await rotate(store, config, options.wait !== false, output, pace);
  } finally {
    await store.close();
  }
}

async function takeSecret({ storage }: Config, former: readonly string[], output: Output): Promise<void> {
  const { engine, kysely } = await openEngine(storage);
  try {
    await migrate(kysely as never, engine);
    const changed = await changeSecret(kysely, { ...storage, former });
    if (changed > 0)
      output.err(`${countOf(changed, "data key opens", "data keys open")} with the present secret now.\n`);
  } finally {
    await kysely.destroy();
    await engine.close();
  }
}

/** The lines that scripts of EmailEngine know. */
const LINES: readonly { places: readonly SealedPlace[]; line: (good: number, total: number) => string }[] = [
  { places: [SEALED.account], line: (good, total) => `Updated ${good}/${total} accounts` },
  { places: [SEALED.gateway], line: (good, total) => `Updated ${good}/${total} SMTP gateways` },
  { places: [SEALED.oauth2App], line: (good, total) => `Updated ${good}/${total} OAuth2 apps` },
  { places: [SEALED.certificate, SEALED.acmeAccount], line: (good) => `Updated ${good} TLS private keys` },
];

async function tellValues(store: Storage, output: Output): Promise<number> {
  const named = new Set(LINES.flatMap(({ places }) => places));
  const others = Object.values(SEALED).filter((place) => !named.has(place));
  let code = 0;
  for (const { places, line } of [
    ...LINES,
    { places: others, line: (good: number, total: number) => `Updated ${good}/${total} other values` },
  ]) {
    let total = 0;
    let failed = 0;
    for (const place of places) {
      const check = await checkSealed(store, place);
      total += check.total;
      failed += check.failed.length;
      for (const key of check.failed) output.err(`posthorn: ${place.table} ${key} can't be opened\n`);
    }
    output.out(`${line(total - failed, total)}\n`);
    if (failed > 0) code = 1;
  }
  return code;
}

async function rotate(
  store: Storage,
  { storage }: Config,
  wait: boolean,
  output: Output,
  pace: RotationPace,
): Promise<number> {
  const running = await findKeyRotation(store, pace);
  if (running === null || running.finishedAt !== null) {
    const secret = storage.secret ?? (await readKeyFile(storage.dataDir));
    if (secret === null) throw new UsageError("There is no secret to keep a new data key with");
    await beginKeyRotation(store, await makeDataKey(secret), pace);
    output.err(
      "A new data key was made. What is sealed with the old one is sealed anew once every process knows it.\n",
    );
  } else output.err("The data key is being changed already; going on with that.\n");
  if (!wait) return 0;
  let told = "";
  for (;;) {
    const rotation = (await continueKeyRotation(store, pace)) ?? (await findKeyRotation(store, pace));
    if (rotation === null) return 0;
    if (rotation.finishedAt !== null) return tellEnd(rotation, output);
    if (rotation.waitsUntil === null) continue;
    const until = new Date(rotation.waitsUntil).toISOString();
    if (until !== told)
      output.err(`${countOf(rotation.resealed, "value was", "values were")} sealed anew; going on at ${until}.\n`);
    told = until;
    await sleep(Math.min(1000, Math.max(1, rotation.waitsUntil - (await store.clock()))));
  }
}

function tellEnd({ resealed, failed, failures }: KeyRotation, output: Output): number {
  output.out(`Sealed ${countOf(resealed, "value")} with the new data key\n`);
  for (const one of failures) output.err(`posthorn: ${one} can't be opened\n`);
  if (failed > 0) output.err(`The old data key is kept, for ${countOf(failed, "value")} that could not be opened.\n`);
  return failed > 0 ? 1 : 0;
}

async function tellStatus(store: Storage, json: boolean, output: Output): Promise<number> {
  const rotation = await findKeyRotation(store);
  if (json) output.out(`${JSON.stringify({ keys: store.vault.keys.map(({ id }) => id), rotation }, null, 2)}\n`);
  else if (rotation === null) output.out("The data key was never changed\n");
  else
    output.out(
      `${rotation.state}: ${countOf(rotation.resealed, "value")} sealed anew, ${rotation.failed} could not be opened, begun at ${new Date(rotation.startedAt).toISOString()}\n`,
    );
  return rotation?.state === "incomplete" ? 1 : 0;
}
