import { dirname, resolve } from "node:path";
import { parseEnv } from "node:util";
import { parse as parseToml } from "smol-toml";
import { type Arguments, readArguments } from "./arguments.ts";
import { IGNORED_VARIABLES } from "./ignored.ts";
import { ALL_OPTIONS, type PlacedOption } from "./options.ts";

export type Environment = Readonly<Record<string, string | undefined>>;
/** The text of a file; throws when it cannot be read. */
export type ReadFile = (path: string) => string;

/** A value that somebody gave, and the name by which a fault calls it. */
export interface GivenValue {
  readonly text: string;
  readonly from: string;
}

/** Everything that was given, looked through in order of strength. What is wrong with it is collected. */
export class Sources {
  readonly #env: Environment;
  readonly #arguments: Arguments;
  readonly #file: ReadonlyMap<string, string>;
  readonly #fileName: string | undefined;
  readonly #readFile: ReadFile;
  readonly #faults: string[];

  constructor(env: Environment, argv: readonly string[], readFile: ReadFile, faults: string[]) {
    this.#readFile = readFile;
    this.#faults = faults;
    this.#env = { ...this.#dotEnv(), ...withoutEmpty(env) };
    this.#arguments = readArguments(argv);
    for (const argument of this.#arguments.rest) faults.push(`The argument ${argument} means nothing here.`);
    this.#fileName =
      this.#arguments.file ??
      this.#variable("POSTHORN_CONFIG")?.text ??
      this.#variable("EENGINE_CONFIG")?.text ??
      this.#variable("NODE_CONFIG_PATH")?.text;
    this.#file = this.#fileName === undefined ? new Map() : this.#configurationFile(this.#fileName);
  }

  find({ option, key }: PlacedOption): GivenValue | undefined {
    const { name, flag, alsoReads } = option;
    const flagged = flag === undefined ? undefined : this.#arguments.flags.get(flag);
    if (flagged !== undefined) return { text: flagged, from: `--${flag}` };
    for (const variable of [`POSTHORN_${name}`, `EENGINE_${name}`, ...alsoReads]) {
      const given = this.#variable(variable);
      if (given) return given;
    }
    const argument = this.#arguments.keys.get(key);
    if (argument !== undefined) return { text: argument, from: `--${key}` };
    const appconf = `APPCONF_${key.replaceAll(".", "_")}`;
    const old = this.#env[appconf];
    if (old !== undefined) return { text: old, from: appconf };
    const filed = this.#file.get(key);
    if (filed !== undefined) return { text: filed, from: `${key} in ${this.#fileName}` };
    return hasPath(key) ? this.#ofPath(`${key}Path`) : undefined;
  }

  /** What stands in the file that a key like `api.tls.certPath` names. */
  #ofPath(key: string): GivenValue | undefined {
    const argument = this.#arguments.keys.get(key);
    const path = argument ?? this.#file.get(key);
    if (path === undefined) return undefined;
    return this.#contentOf(path, argument === undefined ? `${key} in ${this.#fileName}` : `--${key}`);
  }

  /** Sentences about what was given and has no effect: names of EmailEngine that mean nothing here, and names that look like ours and are not. */
  unknown(): string[] {
    const keys = new Set(ALL_OPTIONS.flatMap(({ key }) => (hasPath(key) ? [key, `${key}Path`] : [key])));
    const variables = new Set(
      [...ALL_OPTIONS.map(({ option }) => option.name), "CONFIG"].flatMap((name) =>
        ["POSTHORN", "EENGINE"].flatMap((prefix) => [`${prefix}_${name}`, `${prefix}_${name}_FILE`]),
      ),
    );
    const reasonOf = (name: string) => IGNORED_VARIABLES.get(name.replace(/_FILE$/, ""));
    const isStrange = (name: string) =>
      /^(POSTHORN|EENGINE)_/.test(name) &&
      !name.startsWith("POSTHORN_TEST_") &&
      !variables.has(name) &&
      reasonOf(name) === undefined;
    return [
      ...Object.keys(this.#env).flatMap((name) => {
        const reason = reasonOf(name) ?? null;
        return reason === null ? [] : [`${name} has no effect: ${reason}.`];
      }),
      ...[
        ...Object.keys(this.#env).filter(isStrange),
        ...[...this.#arguments.keys.keys()].filter((key) => !keys.has(key)).map((key) => `--${key}`),
        ...[...this.#file.keys()].filter((key) => !keys.has(key)).map((key) => `${key} in ${this.#fileName}`),
      ].map((name) => `${name} is not known and has no effect.`),
    ];
  }

  #variable(name: string): GivenValue | undefined {
    const text = this.#env[name];
    if (text !== undefined) return { text, from: name };
    const path = this.#env[`${name}_FILE`];
    return path === undefined ? undefined : this.#contentOf(path, `${name}_FILE`);
  }

  #contentOf(path: string, from: string): GivenValue | undefined {
    try {
      return { text: this.#readFile(path).replace(/\r?\n$/, ""), from };
    } catch (error) {
      this.#faults.push(`${from} names ${path}, which cannot be read: ${reasonOf(error)}.`);
      return undefined;
    }
  }

  #dotEnv(): Environment {
    try {
      return withoutEmpty(parseEnv(this.#readFile(".env")));
    } catch (error) {
      if (codeOf(error) !== "ENOENT") this.#faults.push(`The file .env cannot be read: ${reasonOf(error)}.`);
      return {};
    }
  }

  #configurationFile(path: string): ReadonlyMap<string, string> {
    try {
      const text = this.#withIncludes(path);
      const tree: unknown = path.endsWith(".json") ? JSON.parse(text) : parseToml(text);
      return flatten(tree);
    } catch (error) {
      this.#faults.push(`The configuration file ${path} cannot be used: ${reasonOf(error)}.`);
      return new Map();
    }
  }

  /** A comment `# @include "path"` stands for the file it names. */
  #withIncludes(path: string): string {
    return this.#readFile(path).replace(/^# *@include +"([^"]+)" *$/gm, (_, included: string) =>
      this.#readFile(resolve(dirname(path), included)),
    );
  }
}

/** Certificates and the like may be named by their file. */
const hasPath = (key: string) => /\.tls\.(?:key|cert|ca|dhparam)$/.test(key);

/** An empty variable is how many tools write one that is not set. */
const withoutEmpty = (env: Environment): Environment =>
  Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ""));

/** `{ api: { port: 1 } }` as `api.port` → `1`. A table that is itself the value of an option stays one piece. */
function flatten(tree: unknown, prefix = ""): Map<string, string> {
  const found = new Map<string, string>();
  for (const [name, value] of Object.entries(tree as Record<string, unknown>)) {
    const key = `${prefix}${name}`;
    const isOption = ALL_OPTIONS.some((placed) => placed.key === key);
    // `[api.tls]` is a table of options and, being there, says that there is to be TLS.
    const isBoth = isOption && ALL_OPTIONS.some((placed) => placed.key.startsWith(`${key}.`));
    if (Array.isArray(value)) found.set(key, value.join(" "));
    else if (typeof value !== "object" || value === null) found.set(key, String(value));
    else if (isOption && !isBoth) found.set(key, JSON.stringify(value));
    else {
      if (isBoth) found.set(key, "true");
      for (const [inner, text] of flatten(value, `${key}.`)) found.set(inner, text);
    }
  }
  return found;
}

const codeOf = (error: unknown) => (error as { code?: unknown }).code;

/** The first line only: the rest of a parser's message shows the text around the fault, secrets included. */
const reasonOf = (error: unknown) => (error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error));
