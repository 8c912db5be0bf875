import { ALL_OPTIONS } from "./options.ts";

/** What of a command line is configuration, and what is not. */
export interface Arguments {
  /** `--port` and the like: stronger than the environment. */
  readonly flags: ReadonlyMap<string, string>;
  /** `--section.key`: weaker than the environment, as EmailEngine has it. */
  readonly keys: ReadonlyMap<string, string>;
  /** The file of `--config`. */
  readonly file: string | undefined;
  /** The arguments that the three above came from. */
  readonly used: readonly string[];
  /** What is left, for a command to understand. */
  readonly rest: readonly string[];
}

const flagNames = new Set(ALL_OPTIONS.flatMap(({ option }) => (option.flag === undefined ? [] : [option.flag])));
const keyNames = new Set(ALL_OPTIONS.map(({ key }) => key));

export function readArguments(argv: readonly string[]): Arguments {
  const flags = new Map<string, string>();
  const keys = new Map<string, string>();
  const used: string[] = [];
  const rest: string[] = [];
  let file: string | undefined;
  for (let i = 0; i < argv.length; i++) {
    const argument = argv[i] as string;
    if (argument === "--") {
      rest.push(...argv.slice(i));
      break;
    }
    const [, name, given] = /^--([A-Za-z][\w.-]*)(?:=(.*))?$/s.exec(argument) ?? [];
    const isKey = name !== undefined && (keyNames.has(name) || name.includes("."));
    if (name === undefined || !(isKey || flagNames.has(name) || name === "config")) {
      rest.push(argument);
      continue;
    }
    const next = argv[i + 1];
    // Of a key that we do not know, the value is only told when it stands behind an equals sign.
    const takesNext = given === undefined && next !== undefined && !next.startsWith("--") && !isUnknown(name);
    const value = given ?? (takesNext ? next : isKey ? "true" : "");
    used.push(argument, ...(takesNext ? [next] : []));
    if (takesNext) i++;
    if (name === "config") file = value;
    else if (isKey) keys.set(name, value);
    else flags.set(name, value);
  }
  return { flags, keys, file, used, rest };
}

const isUnknown = (name: string) => name.includes(".") && !keyNames.has(name);
