import type { Log } from "../../core/log.ts";
import type { Meter } from "../../core/meter.ts";
import { continueKeyRotation, type KeyRotation, ROTATION_PACE, type RotationPace } from "../../storage/key-rotation.ts";
import type { Storage } from "../../storage/storage.ts";

export interface KeyRotationOptions {
  storage: Storage;
  meter: Pick<Meter, "keyRotation">;
  log: Log;
  pace?: RotationPace;
}

const LOOK_EVERY_MS = 5000;

/** Goes on with a change of the data key that was begun, by whichever process; other work comes first. */
export function createKeyRotationWorker({ storage, meter, log, pace = ROTATION_PACE }: KeyRotationOptions) {
  let timer: NodeJS.Timeout | undefined;
  let isStopping = false;
  let working: Promise<void> | null = null;

  async function work(): Promise<void> {
    for (;;) {
      const rotation = await continueKeyRotation(storage, pace);
      if (rotation === null) return;
      meter.keyRotation(rotation);
      if (rotation.finishedAt !== null) tell(rotation);
      if (rotation.state !== "working" || isStopping) return;
      await new Promise(setImmediate);
    }
  }

  function tell({ key, state, resealed, failed, failures }: KeyRotation): void {
    if (state === "finished")
      log.info({ key, resealed }, "Everything is sealed with the new data key; the old one is gone");
    else
      log.error(
        { key, resealed, failed, failures },
        "Some values could not be sealed with the new data key, so the old one is kept",
      );
  }

  const look = () => {
    working ??= work()
      .catch((error: unknown) => log.warn({ err: error }, "Changing the data key failed and will go on"))
      .finally(() => (working = null));
  };

  return {
    start() {
      look();
      timer = setInterval(look, LOOK_EVERY_MS).unref();
    },
    /** Resolves when the portion that is under way is done. */
    async stop() {
      isStopping = true;
      clearInterval(timer);
      await working;
    },
  };
}
