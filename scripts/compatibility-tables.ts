/**
 * What of EmailEngine's variables and settings is different here, and why: `node --conditions=source --import tsx
 * scripts/compatibility-tables.ts`. The check fails when something differs without a reason, or a reason has nothing to explain.
 */
import { readFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import { isSettingKey, SETTINGS } from "../contracts/src/settings.ts";
import { REASONS } from "../contracts/compat/table-differences.ts";
import { IGNORED_VARIABLES } from "../server/src/config/ignored.ts";
import { ALL_OPTIONS, type Option } from "../server/src/config/options.ts";

interface Tables {
  variables: { name: string; key: string | null; default: unknown }[];
  otherVariables: string[];
  settings: { key: string; default: unknown; secret: string | null }[];
}

/** Seeded settings have their default in the table of settings. */
const defaultOf = (section: string, option: Option<unknown>, property: string): unknown => {
  const setting = property === "trustProxy" ? "enableApiProxy" : property;
  if ((section === "seeds" || section === "pinned") && isSettingKey(setting))
    return (SETTINGS[setting] as { default?: unknown }).default ?? null;
  const value = option.default;
  return Array.isArray(value) && value.length === 0 ? null : (value ?? null);
};

function* differences({ variables, otherVariables, settings }: Tables): Generator<[name: string, problem: string]> {
  for (const { name, key, default: theirs } of variables) {
    const placed = ALL_OPTIONS.find(({ option }) => option.name === name);
    if (placed === undefined) {
      const isIgnored = IGNORED_VARIABLES.has(`EENGINE_${name}`);
      yield [name, isIgnored ? "is accepted and has no effect" : "is not known"];
      continue;
    }
    const ours = defaultOf(placed.section, placed.option, placed.property);
    if (key !== null && placed.key !== key) yield [name, `has the key ${placed.key} in place of ${key}`];
    const isSame = theirs === null || isDeepStrictEqual(ours, theirs) || (theirs === "" && ours === null);
    if (!isSame) yield [name, `is ${JSON.stringify(ours)} by default, in place of ${JSON.stringify(theirs)}`];
  }
  const read = new Set(ALL_OPTIONS.flatMap(({ option }) => option.alsoReads));
  for (const name of otherVariables) if (!read.has(name)) yield [name, "is not read"];
  for (const { key, default: theirs, secret } of settings) {
    if (!isSettingKey(key)) {
      yield [key, "is no setting here"];
      continue;
    }
    const setting = SETTINGS[key] as { default?: unknown; secret: string | null };
    const ours = setting.default ?? null;
    if (theirs !== null && !isDeepStrictEqual(ours, theirs))
      yield [key, `is ${JSON.stringify(ours)} by default, in place of ${JSON.stringify(theirs)}`];
    if (setting.secret !== secret)
      yield [key, `is ${setting.secret ?? "in the clear"}, in place of ${secret ?? "that"}`];
  }
}

const tables = JSON.parse(readFileSync(new URL("../contracts/compat/tables.json", import.meta.url), "utf8")) as Tables;
const found = [...differences(tables)];
const isCheck = process.argv.includes("--check");
for (const [name, problem] of found) {
  const reason = REASONS[name];
  if (reason === undefined) {
    console.error(`${name} ${problem}, without a reason in contracts/compat/table-differences.ts`);
    process.exitCode = 1;
  } else if (!isCheck) console.log(`${name} ${problem}: ${reason}`);
}
for (const name of Object.keys(REASONS))
  if (!found.some(([one]) => one === name)) {
    console.error(`${name} does not differ, and has a reason in contracts/compat/table-differences.ts`);
    process.exitCode = 1;
  }
