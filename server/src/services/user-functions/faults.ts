import type { FieldFault } from "@posthorn/contracts/errors";
import type { FunctionFault } from "../../core/user-function.ts";
import type { Context } from "../context.ts";

/**
 * What is wrong with functions that are about to be stored, by the path of their field, such as `body.fn`. Compiles them;
 * throws a temporary PosthornError (`unavailable`) when that can't be done at this moment.
 */
export async function faultsOfFunctions(
  ctx: Pick<Context, "userFunctions">,
  functions: Readonly<Record<string, unknown>>,
  signal: AbortSignal,
): Promise<FieldFault[]> {
  const faults: FieldFault[] = [];
  for (const [path, source] of Object.entries(functions)) {
    if (typeof source !== "string") continue;
    const fault = await ctx.userFunctions.check(source, signal);
    const key = path.slice(path.lastIndexOf(".") + 1);
    if (fault !== null) faults.push({ key, path, message: `"${key}" ${complaint(fault)}` });
  }
  return faults;
}

const complaint = ({ message, line, column }: FunctionFault) =>
  line === undefined ? `does not compile: ${message}` : `does not compile, line ${line}, column ${column}: ${message}`;
