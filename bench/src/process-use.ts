import { readFile, writeFile } from "node:fs/promises";

/** Seconds of processor time a process has used; null where the system does not tell (other than Linux). */
export async function cpuSeconds(pid: number): Promise<number | null> {
  const text = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => null);
  if (text === null) return null;
  // Behind the name in parentheses: fields 14 and 15 are user and system time in hundredths of a second.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** Bytes of memory a process holds; null where the system does not tell. */
export const residentBytes = (pid: number) => bytesOf(pid, "VmRSS");

/**
 * How many bytes of memory a process holds at most, from now until the function that is returned is
 * called, beyond what it holds now. That resolves with null where the system does not tell.
 */
export async function watchPeak(pid: number): Promise<() => Promise<number | null>> {
  // proc(5): 5 makes the peak begin at what is held now.
  const isReset = await writeFile(`/proc/${pid}/clear_refs`, "5").then(
    () => true,
    () => false,
  );
  const before = await residentBytes(pid);
  return async () => {
    const peak = await bytesOf(pid, "VmHWM");
    return isReset && before !== null && peak !== null ? Math.max(0, peak - before) : null;
  };
}

async function bytesOf(pid: number, field: "VmRSS" | "VmHWM"): Promise<number | null> {
  const text = await readFile(`/proc/${pid}/status`, "utf8").catch(() => null);
  const kilobytes = new RegExp(`^${field}:\\s+(\\d+) kB`, "m").exec(text ?? "")?.[1];
  return kilobytes === undefined ? null : Number(kilobytes) * 1024;
}
