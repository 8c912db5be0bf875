import { totalmem } from "node:os";
import { getHeapStatistics } from "node:v8";
import { diskSpace } from "../disk-space.ts";
import type { MakeGauge } from "./make-gauge.ts";

/** The limits that the process runs into: memory, and the disk of its data folder. */
export function processGauges(gauge: MakeGauge, { dataDir }: { dataDir: string }): () => Promise<void> {
  const diskFree = gauge("posthorn_disk_free_bytes", "Free bytes on the disk of the data folder");
  const diskSize = gauge("posthorn_disk_size_bytes", "Size of the disk of the data folder");
  const memoryLimit = gauge(
    "posthorn_memory_limit_bytes",
    "Memory that the process may take, of its container or the machine",
  );
  const heapLimit = gauge("posthorn_heap_limit_bytes", "Memory that JavaScript's heap may take");

  return async () => {
    const disk = await diskSpace(dataDir);
    if (disk !== null) {
      diskFree.set(disk.freeBytes);
      diskSize.set(disk.bytes);
    }
    memoryLimit.set(memoryLimitBytes());
    heapLimit.set(getHeapStatistics().heap_size_limit);
  };
}

/** A container without a limit tells a number beyond the machine's memory, or none. */
function memoryLimitBytes(): number {
  const limit = process.constrainedMemory();
  return limit > 0 && limit < totalmem() ? limit : totalmem();
}
