import { constants } from "node:fs";
import { access, stat, statfs } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import type { Config } from "../../config/load.ts";
import { keyFilePath } from "../../storage/key-file.ts";
import { type Finding, ok, problem, reasonOf, warning } from "./finding.ts";

const GIB = 1024 ** 3;
const LITTLE_BYTES = GIB;
const TOO_LITTLE_BYTES = GIB / 10;
/** Numbers of file systems that are reached over a network (statfs(2)). */
const NETWORK_FILE_SYSTEMS: ReadonlyMap<number, string> = new Map([
  [0x6969, "NFS"],
  [0x517b, "SMB"],
  [0xff534d42, "CIFS"],
  [0xfe534d42, "SMB"],
  [0x5346414f, "AFS"],
  [0x00c36400, "Ceph"],
]);

/** The folder of the database and the key file: there, ours alone, on a disk of this machine with room. */
export async function checkDataFolder({ storage }: Config): Promise<Finding[]> {
  const area = "data folder";
  const folder = resolve(storage.dataDir);
  const found = await stat(folder).catch((error: NodeJS.ErrnoException) => error);
  if (found instanceof Error)
    return found.code === "ENOENT"
      ? [await missing(area, folder)]
      : [problem(area, `${folder} can't be looked at: ${reasonOf(found)}`, "Give the user of Posthorn access to it.")];
  if (!found.isDirectory()) return [problem(area, `${folder} is no folder`, "Have POSTHORN_DATA_DIR name a folder.")];
  const findings: Finding[] = [];
  if (!(await isWritable(folder)))
    findings.push(
      problem(
        area,
        `${folder} can't be written to`,
        "Run Posthorn, and this command, as the user whom the folder belongs to.",
      ),
    );
  if ((found.mode & 0o077) !== 0)
    findings.push(warning(area, `Other users of this machine can look into ${folder}`, `chmod 700 ${folder}`));
  const isSqlite = !/^postgres(ql)?:/.test(storage.database);
  const disk = await statfs(folder);
  const network = NETWORK_FILE_SYSTEMS.get(disk.type);
  if (network !== undefined && isSqlite)
    findings.push(
      problem(
        area,
        `${folder} is on a network share (${network})`,
        "SQLite needs a disk of the machine itself. Move the folder, or use PostgreSQL.",
      ),
    );
  const free = disk.bavail * disk.bsize;
  const text = `${(free / GIB).toFixed(1)} GiB free`;
  if (free < LITTLE_BYTES)
    findings.push(
      (free < TOO_LITTLE_BYTES ? problem : warning)(
        area,
        `Only ${text} on the disk of ${folder}`,
        "Make room: without it nothing can be stored, and calls are answered with 503.",
      ),
    );
  findings.push(...(await checkKeyFile(storage)));
  return findings.length === 0 ? [ok(area, `${folder}, ${text}`)] : findings;
}

/** A folder that is not there yet: it can be made only where somebody may write. */
async function missing(area: string, folder: string): Promise<Finding> {
  let above = dirname(folder);
  while ((await stat(above).catch(() => null)) === null && above !== dirname(above)) above = dirname(above);
  return (await isWritable(above))
    ? warning(area, `${folder} does not exist`, "It is made at the first start. Otherwise check POSTHORN_DATA_DIR.")
    : problem(
        area,
        `${folder} does not exist, and can't be made: ${above} can't be written to`,
        "Make it and give it to the user of Posthorn, or check POSTHORN_DATA_DIR.",
      );
}

const isWritable = (folder: string) =>
  access(folder, constants.W_OK | constants.X_OK).then(
    () => true,
    () => false,
  );

async function checkKeyFile({ dataDir, secret }: Config["storage"]): Promise<Finding[]> {
  const path = keyFilePath(dataDir);
  const found = await stat(path).catch(() => null);
  if (found === null) return [];
  if (secret !== undefined)
    return [
      warning(
        "key",
        "There is a secret, and a key file beside it that nobody needs once the server ran with the secret",
        `Once posthorn encrypt says that everything opens, remove ${path}.`,
      ),
    ];
  return (found.mode & 0o077) === 0
    ? []
    : [problem("key", `Other users of this machine can read ${path}`, `chmod 600 ${path}`)];
}
