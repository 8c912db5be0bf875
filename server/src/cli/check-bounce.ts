import { createReadStream } from "node:fs";
import { checkMessage } from "../services/reports/check-message.ts";
import type { Output } from "./output.ts";

/** Of a larger message the rest is left alone; reports stand at the beginning. */
const MAX_BYTES = 10 * 1024 * 1024;

/**
 * Prints for each file, in a line of JSON, what the message in it reports; `-` is standard input. What can't be read is told on
 * standard error and makes the exit code 1; the others are printed all the same.
 */
export async function checkBounces(
  files: readonly string[],
  input: NodeJS.ReadableStream,
  output: Output,
): Promise<number> {
  let code = 0;
  for (const file of files) {
    try {
      const checked = await checkMessage(await readStart(file === "-" ? input : createReadStream(file)));
      output.out(`${JSON.stringify({ file, ...checked })}\n`);
    } catch (error) {
      output.err(`posthorn: ${file}: ${error instanceof Error ? error.message : String(error)}\n`);
      code = 1;
    }
  }
  return code;
}

async function readStart(stream: NodeJS.ReadableStream): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    const bytes = Buffer.from(chunk);
    chunks.push(bytes);
    size += bytes.length;
    if (size >= MAX_BYTES) break;
  }
  return Buffer.concat(chunks).subarray(0, MAX_BYTES);
}
