import type { FunctionFault } from "../core/user-function.ts";

/** How stacks name the function's own source. */
export const SOURCE_NAME = "function.js";
const BEGIN = "(async function (payload) {";

/** The body as an expression whose value is the function, with its lines where they were. */
export const wrapSource = (body: string) => `${BEGIN}${body}\n})`;

/** A place in the source; the first line stands behind what we put before it. */
const PLACE = /function\.js:(\d+):(\d+)/;
const placeOf = ([, line, column]: RegExpExecArray | RegExpMatchArray) => ({
  line: Number(line),
  column: Math.max(1, Number(column) - (line === "1" ? BEGIN.length : 0)),
});

/** What a stack tells of the source: the innermost place, and its lines there, at most `maxLength` characters of them. */
export function inSource(stack: string, maxLength: number): { line?: number; column?: number; stack?: string } {
  const lines = stack
    .split("\n")
    .filter((line) => PLACE.test(line))
    .map((line) =>
      line.trim().replace(PLACE, (...match) => {
        const { line: row, column } = placeOf(match as unknown as RegExpMatchArray);
        return `${SOURCE_NAME}:${row}:${column}`;
      }),
    );
  const first = PLACE.exec(stack);
  if (first === null) return {};
  return { ...placeOf(first), stack: lines.join("\n").slice(0, maxLength) };
}

/** What the interpreter says of a source that it can't compile. */
export function compileFault(error: { name?: string; message?: string; stack?: string }): FunctionFault {
  const place = PLACE.exec(error.stack ?? "");
  const message = `${error.name ?? "SyntaxError"}: ${error.message ?? "It can't be compiled"}`;
  return { kind: "compile", message, ...(place && placeOf(place)) };
}
