/** Things that are named one by one; of others only their number is told. */
export const MOST_NAMED = 10;

const MOST_CHARACTERS = 200;

/** What somebody else said, on one line and not too long. */
export function short(text: string): string {
  const line = text.replaceAll(/\s+/g, " ").trim();
  return line.length > MOST_CHARACTERS ? `${line.slice(0, MOST_CHARACTERS)}…` : line;
}
