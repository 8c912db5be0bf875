import { readFile } from "node:fs/promises";
import { totalmem } from "node:os";
import type { Storage } from "../../storage/storage.ts";
import { type Finding, ok, problem, warning } from "./finding.ts";

const LEAST_MEMORY = 512 * 1024 ** 2;
/** Connections of an account to its mail server, and of callers, with room. */
const FILES_PER_ACCOUNT = 4;
const FILES_BESIDE = 512;

/** Node.js, memory and the limit of open files, as they are for this command. */
export async function checkMachine(storage: Storage | null): Promise<Finding[]> {
  const area = "machine";
  const findings: Finding[] = [];
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major < 20 || (major === 20 && minor < 19))
    findings.push(problem(area, `Node.js ${process.versions.node} is too old`, "Use 20.19 or newer."));
  // A container may have less than the machine; without a limit of its own it says 0, or more than there is.
  const limit = process.constrainedMemory();
  const memory = limit > 0 ? Math.min(limit, totalmem()) : totalmem();
  const mib = Math.round(memory / 1024 ** 2);
  if (memory < LEAST_MEMORY)
    findings.push(warning(area, `There are only ${mib} MiB of memory`, "Give it 512 MiB or more."));
  const files = await openFilesLimit();
  const accounts = storage === null ? 0 : await countAccounts(storage);
  const wanted = FILES_BESIDE + FILES_PER_ACCOUNT * accounts;
  if (files !== null && files < wanted)
    findings.push(
      warning(
        area,
        `A process may have only ${files} files and connections open here`,
        `Give the service ${wanted} or more: LimitNOFILE= in its systemd unit, or ulimit -n.`,
      ),
    );
  return findings.length > 0
    ? findings
    : [
        ok(
          area,
          `Node.js ${process.versions.node}, ${mib} MiB of memory${files === null ? "" : `, ${files} open files`}`,
        ),
      ];
}

async function countAccounts({ sql }: Storage): Promise<number> {
  const { count } = await sql
    .selectFrom("accounts")
    .select((e) => e.fn.countAll<number>().as("count"))
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** Linux tells; null elsewhere, and where there is no limit. */
async function openFilesLimit(): Promise<number | null> {
  const limits = await readFile("/proc/self/limits", "utf8").catch(() => "");
  const soft = Number(/^Max open files\s+(\d+)/m.exec(limits)?.[1]);
  return Number.isInteger(soft) ? soft : null;
}
