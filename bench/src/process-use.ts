import { readFile } from "node:fs/promises";

/** Seconds of processor time a process has used; null where the system does not tell (other than Linux). */
export async function cpuSeconds(pid: number): Promise<number | null> {
  const text = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => null);
  if (text === null) return null;
  // Behind the name in parentheses: fields 14 and 15 are user and system time in hundredths of a second.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** Bytes of memory a process holds; null where the system does not tell. */
export async function residentBytes(pid: number): Promise<number | null> {
  const text = await readFile(`/proc/${pid}/status`, "utf8").catch(() => null);
  const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(text ?? "")?.[1];
  return kilobytes === undefined ? null : Number(kilobytes) * 1024;
}
