import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { insertAccount } from "../../storage/accounts.ts";
import { beginKeyRotation } from "../../storage/key-rotation.ts";
import { openTestStorage, TEST_ENGINES, type TestStorage } from "../../storage/testing.ts";
import { makeDataKey } from "../../storage/vault.ts";
import { createKeyRotationWorker } from "./key-rotation.ts";

const AT_ONCE = { announceMs: 0, switchedMs: 0, settledMs: 0 };

describe.each(TEST_ENGINES)("a server on %s", (engine) => {
  let storage: TestStorage;
  beforeEach(async () => {
    storage = await openTestStorage(engine);
  });
  afterEach(() => storage.close());

  it("goes on with a change of the data key that was begun by somebody else, and tells how far it is", async () => {
    for (let number = 0; number < 250; number++)
      await insertAccount(storage, { id: `a${number}`, state: "init", createdAt: 1, settings: {} });
    await beginKeyRotation(storage, await makeDataKey("test secret"), AT_ONCE);
    const told: unknown[] = [];
    const meter = { keyRotation: (rotation: unknown) => void told.push(rotation) };
    const logged: unknown[] = [];
    const log = (...line: unknown[]) => void logged.push(line);
    const worker = createKeyRotationWorker({
      storage,
      meter,
      log: { debug: log, info: log, warn: log, error: log },
      pace: AT_ONCE,
    });
    worker.start();
    await vi.waitFor(() => expect(told.at(-1)).toMatchObject({ state: "finished", resealed: 250 }), {
      timeout: 30_000,
    });
    await worker.stop();
    expect(told.length).toBeGreaterThan(2);
    expect(logged).toEqual([[{ key: storage.vault.keys[0]?.id, resealed: 250 }, expect.stringContaining("is gone")]]);
  });
});
