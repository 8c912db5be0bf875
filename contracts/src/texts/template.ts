/** What each placeholder of a template stands for. */
export type Values = Readonly<Record<string, string>>;

/** A template taken apart at its placeholders: `a {x} b` has the pieces "a " and " b" around `x`. */
export interface Template {
  readonly pieces: readonly string[];
  readonly names: readonly string[];
}

export function parseTemplate(text: string): Template {
  const parts = text.split(/\{(\w+)\}/);
  return {
    pieces: parts.filter((_, index) => index % 2 === 0),
    names: parts.filter((_, index) => index % 2 === 1),
  };
}

/** The template with its values in place; a placeholder without a value stays empty. */
export const fillTemplate = (text: string, values: Values): string =>
  text.replaceAll(/\{(\w+)\}/g, (_, name: string) => values[name] ?? "");

/** What stands at the placeholders of `text`, or undefined if it was not made from the template. Takes linear time. */
export function valuesIn({ pieces, names }: Template, text: string): Values | undefined {
  const last = pieces.at(-1) ?? "";
  const end = text.length - last.length;
  let from = pieces[0]?.length ?? 0;
  if (!text.startsWith(pieces[0] ?? "") || !text.endsWith(last)) return undefined;
  const values: Record<string, string> = {};
  for (const [index, name] of names.entries()) {
    const isLast = index === names.length - 1;
    const piece = pieces[index + 1] ?? "";
    const at = isLast ? end : text.indexOf(piece, from);
    if (at < from || at > end) return undefined;
    values[name] = text.slice(from, at);
    from = at + piece.length;
  }
  return from === text.length ? values : undefined;
}
