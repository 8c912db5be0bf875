import { afterEach, beforeEach, expect, it } from "vitest";
import { silentLog } from "../../core/log.ts";
import { openSettings } from "../../storage/settings.ts";
import { openTestStorage, type TestStorage } from "../../storage/testing.ts";
import { seedSettings } from "./seed.ts";

let storage: TestStorage;
beforeEach(async () => {
  storage = await openTestStorage("sqlite");
});
afterEach(() => storage.close());

it("stores first values once, and tells when the configuration has others later", async () => {
  const settings = await openSettings(storage);
  const warned: object[] = [];
  const log = { ...silentLog, warn: (context: object) => void warned.push(context) };
  await seedSettings(storage, settings, { smtpServerPort: 2500, sendingPerAccount: { perMinute: 30 } }, log);
  await seedSettings(storage, settings, { smtpServerPort: 2500, sendingPerAccount: { perMinute: 30 } }, log);
  expect(warned).toEqual([]);
  await seedSettings(storage, settings, { smtpServerPort: 2600, sendingPerAccount: { perMinute: 30 } }, log);
  expect(warned).toEqual([{ settings: ["smtpServerPort"] }]);
  expect(settings.get("smtpServerPort")).toBe(2500);
});
