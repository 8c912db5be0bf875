import { realpathSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** A fault the person at the keyboard can mend: told as a sentence, without a stack. */
export class PlainError extends Error {}

/** Progress goes to standard error, since standard output belongs to the program that is started. */
export const say = (text) => process.stderr.write(`posthorn: ${text}\n`);

/** Runs `main` when its file is the one that was started; what it throws ends in exit code 1. */
export async function runScript(moduleUrl, main) {
  if (process.argv[1] === undefined || realpathSync(process.argv[1]) !== fileURLToPath(moduleUrl)) return;
  try {
    await main(process.argv.slice(2));
  } catch (error) {
    if (error instanceof PlainError) say(error.message);
    else console.error(error);
    process.exitCode = 1;
  }
}
