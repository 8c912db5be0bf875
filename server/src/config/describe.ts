import { ALL_OPTIONS } from "./options.ts";
import { parseValue } from "./parse-value.ts";
import { type Environment, type ReadFile, Sources } from "./sources.ts";

/** What is shown in place of a secret. */
const HIDDEN = "******";

/** What one option is set to, and by whom. */
export interface DescribedOption {
  /** `POSTHORN_PORT`. */
  variable: string;
  /** `api.port`, as of the configuration file and of `--api.port`. */
  key: string;
  /** What counts; secrets are hidden. Undefined where it is not set and has no fixed default. */
  value: unknown;
  /** Where it was given, such as `EENGINE_PORT` or `api.port in /etc/posthorn.toml`; null for a default. */
  source: string | null;
  /** The setting that it gives its first value, or decides. */
  setting: { key: string; isDecided: boolean } | null;
  /** How the documentation writes the default. */
  defaultText: string;
}

export interface DescribedConfig {
  options: DescribedOption[];
  /** Settings that are written at each start, by name. */
  settings: string[];
  /** Sentences about what makes a start impossible, and about what has no effect. */
  faults: string[];
  warnings: string[];
}

/** The configuration as somebody wants to read it who wonders where it comes from. Faults are told, not thrown. */
export function describeConfig(env: Environment, argv: readonly string[], readFile: ReadFile): DescribedConfig {
  const faults: string[] = [];
  const sources = new Sources(env, argv, readFile, faults);
  let settings: string[] = [];
  const options = ALL_OPTIONS.map((placed): DescribedOption => {
    const { option, section, property, key } = placed;
    const given = sources.find(placed);
    const value = given === undefined ? option.default : parseValue(option, given, faults);
    if (property === "settings") settings = Object.keys((value ?? {}) as object);
    const isSeed = section === "seeds" || property === "trustProxy";
    return {
      variable: `POSTHORN_${option.name}`,
      key,
      value: option.isSecret && given !== undefined ? HIDDEN : value,
      source: given?.from ?? null,
      setting:
        isSeed || section === "pinned"
          ? { key: property === "trustProxy" ? "enableApiProxy" : property, isDecided: !isSeed }
          : null,
      defaultText: option.defaultText,
    };
  });
  return { options, settings, faults, warnings: sources.unknown() };
}
