import { runCommandLine } from "./command-line.ts";

/** Runs a command as somebody at a terminal does: the exit code, and what was written where. */
export async function runCommand(env: Record<string, string>, argv: readonly string[]) {
  let out = "";
  let err = "";
  const code = await runCommandLine(env, argv, { out: (text) => (out += text), err: (text) => (err += text) });
  return { code, out, err };
}
