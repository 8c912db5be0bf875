import { createRequire } from "node:module";

interface MjmlOptions {
  presets: readonly unknown[];
  /** Tells what is wrong with the result. */
  validationLevel: "soft";
  ignoreIncludes: true;
  useMjmlConfigOptions: false;
}

interface MjmlResult {
  html: string;
  errors: { line: number; message: string }[];
}

interface Mjml {
  convert(mjml: string, options: MjmlOptions): Promise<MjmlResult>;
  /** The standard tags. */
  preset: unknown;
}

let loaded: Mjml | undefined;

/**
 * Loads MJML, which takes a second and tens of megabytes that few installations need. Required, not imported, since what is
 * the default of such CommonJS modules depends on who imports them.
 */
function load(): Mjml {
  const require = createRequire(import.meta.url);
  return (loaded ??= {
    convert: (require("mjml-core") as { default: Mjml["convert"] }).default,
    preset: require("mjml-preset-core"),
  });
}

/** A tag or an attribute that MJML does not know, or text that is no MJML at all. */
export class MjmlFault extends Error {
  readonly line: number;

  constructor(line: number, reason: string, options?: ErrorOptions) {
    super(reason, options);
    this.line = line;
  }
}

/** The HTML that MJML stands for. Reads no files, whatever `mj-include` says. Throws MjmlFault for the first thing that is wrong. */
export async function htmlFromMjml(mjml: string): Promise<string> {
  const options = {
    presets: [load().preset],
    validationLevel: "soft",
    ignoreIncludes: true,
    useMjmlConfigOptions: false,
  } as const;
  const { html, errors } = await load()
    .convert(mjml, options)
    .catch((error: unknown) => {
      throw new MjmlFault(1, error instanceof Error ? error.message : String(error), { cause: error });
    });
  const [first] = errors;
  if (first !== undefined) throw new MjmlFault(first.line, first.message);
  return html;
}
