import { existsSync, readdirSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { libraryFolder } from "./library-folder.ts";

/** Where `scripts/bring-servers.mjs` unpacked it, with the library it needs for TLS. */
const UNPACKED = fileURLToPath(new URL("../../.cache/swaks", import.meta.url));

export const canRunSwaks = () => existsSync(join(UNPACKED, "usr/bin/swaks"));

/** The variables with which a shell finds `swaks`, and swaks its library. */
export function swaksEnvironment(): { PATH: string; PERL5LIB: string } {
  const modules = join(UNPACKED, "usr/lib", libraryFolder(), "perl5");
  return {
    PATH: [join(UNPACKED, "usr/bin"), process.env["PATH"]].join(delimiter),
    PERL5LIB: readdirSync(modules)
      .map((version) => join(modules, version))
      .join(delimiter),
  };
}
