import { isDeepStrictEqual } from "node:util";
import type { FieldFault } from "@posthorn/contracts/errors";
import {
  isSettingKey,
  type SettingKey,
  SETTINGS,
  type SettingValues,
  updateSettings as promise,
} from "@posthorn/contracts/settings";
import { PosthornError } from "../../core/errors.ts";
import { MASK } from "../../core/mask.ts";
import { askAgain } from "../../storage/sending-paces.ts";
import type { Context } from "../context.ts";
import { verb } from "../verb.ts";
import { masked } from "./masked.ts";
import { withConsequences } from "./consequences.ts";
import { refusePrivileged } from "./privileged.ts";
import { faultsOfFunctions } from "../user-functions/faults.ts";
import { newServiceSecret } from "./seed.ts";

export const updateSettings = verb(promise, async (ctx, { body }, call) => {
  const given = Object.entries(body).flatMap(([key, value]) =>
    isSettingKey(key) && value !== undefined ? [[key, value] as [SettingKey, unknown]] : [],
  );
  refusePrivileged(
    call.admission,
    given.map(([key]) => key),
  );
  const changes = withConsequences(ctx.settings, changesOf(ctx, given));
  const faults = await faultsOfFunctions(
    ctx,
    { "body.openAiPreProcessingFn": changes.openAiPreProcessingFn },
    call.signal,
  );
  if (faults.length > 0) throw new PosthornError("invalid", "Invalid input", { fields: faults });
  await ctx.storage.transaction(async (tx) => {
    await ctx.settings.set(tx, changes);
    if ("sendingPerAccount" in changes || "sendingPerDomain" in changes)
      await askAgain(tx, "all", ctx.now() + KNOWN_EVERYWHERE_MS);
  });
  await ctx.storage.durable();
  return { updated: Object.keys(changes) };
});

/** By then the other nodes have read settings again. */
const KNOWN_EVERYWHERE_MS = 6000;

/** Numbers, which read as numbers or not at all. */
const BLANK_IS_UNSET: ReadonlySet<SettingKey> = new Set(["openAiTemperature", "openAiTopP", "openAiMaxTokens"]);

function normalized(key: SettingKey, value: unknown): unknown {
  if (key === "serviceUrl" && typeof value === "string" && value !== "") return new URL(value).origin;
  if (key === "scriptEnv" && typeof value === "string") return JSON.stringify(JSON.parse(value), null, 2);
  if (value === "" && BLANK_IS_UNSET.has(key)) return null;
  // There is no signing without a key.
  if (key === "serviceSecret" && value === null) return newServiceSecret();
  return value;
}

/**
 * What to store: what reads back masked and comes back unchanged is left as it is, a mask anywhere
 * else is refused.
 */
function changesOf(ctx: Context, given: readonly [SettingKey, unknown][]): Partial<SettingValues> {
  const stored = ctx.settings.stored();
  const faults: FieldFault[] = [];
  const changes: Record<string, unknown> = {};
  for (const [key, value] of given) {
    const definition = SETTINGS[key];
    if (definition.secret === "encrypted" && value === "") continue;
    if (definition.secret !== null && definition.secret !== "sealed" && JSON.stringify(value).includes(MASK)) {
      const current = stored[key];
      if (definition.secret === "encrypted" || current === undefined || !isDeepStrictEqual(masked(key, current), value))
        faults.push({ key, path: `body.${key}`, message: `"${key}" contains a masked value; send the real one` });
      continue;
    }
    changes[key] = normalized(key, value);
  }
  if (faults.length > 0) throw new PosthornError("invalid", "Invalid input", { fields: faults });
  return changes;
}
