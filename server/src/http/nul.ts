import type { FieldFault } from "@posthorn/contracts/errors";

const MOST_FAULTS = 100;

/**
 * A fault for each string with a NUL in it, at most 100. PostgreSQL stores none, mail must not have any (RFC 5322
 * section 4.1), and what cuts text there would see another text than we checked.
 */
export function faultsOfNul(parts: Record<string, unknown>): FieldFault[] {
  const faults: FieldFault[] = [];
  const open: { value: unknown; path: string }[] = Object.entries(parts).map(([path, value]) => ({ path, value }));
  for (let next = open.pop(); next !== undefined && faults.length < MOST_FAULTS; next = open.pop()) {
    const { value, path } = next;
    if (typeof value === "string") {
      if (!value.includes("\0")) continue;
      const key = path.split(".").at(-1) ?? path;
      faults.push({ key, path, message: `"${key}" must not contain a NUL character` });
    } else if (typeof value === "object" && value !== null)
      for (const [key, member] of Object.entries(value)) open.push({ value: member, path: `${path}.${key}` });
  }
  return faults;
}
