import { makeCertificate } from "@posthorn/fakes/certificate";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { silentLog } from "../../core/log.ts";
import { claimOrder, listCertificates, wantCertificate } from "../../storage/certificates.ts";
import { openTestStorage, TEST_ENGINES, type TestStorage } from "../../storage/testing.ts";
import { type CertificateRenewal, createCertificateRenewal } from "./certificate-renewal.ts";

const HOUR = 3_600_000;

describe.each(TEST_ENGINES)("the renewal of certificates, on %s", (engine) => {
  let storage: TestStorage;
  let renewal: CertificateRenewal;
  let hosts: string[] | null;
  let isAway: boolean;
  let shift: number;
  let looks: number;
  let look: () => void;
  const ordered: string[] = [];

  beforeEach(async () => {
    storage = await openTestStorage(engine);
    [hosts, isAway, shift, looks] = [["mail.example.com"], false, 0, 0];
    ordered.length = 0;
    renewal = createCertificateRenewal({
      storage,
      async order(hostname) {
        ordered.push(hostname);
        if (isAway) throw new Error("The authority is away");
        const { cert, key } = makeCertificate([hostname]);
        return { chain: cert, privateKey: key };
      },
      hosts() {
        looks++;
        return hosts;
      },
      onSettings(listener) {
        look = listener;
        return () => {};
      },
      log: silentLog,
      now: () => Date.now() + shift,
    });
  });
  afterEach(async () => {
    await renewal.stop();
    await storage.close();
  });

  /** Until a look that begins now is over: the one after it has begun. */
  async function lookedThrough(): Promise<void> {
    for (let time = 0; time < 2; time++) {
      const before = looks;
      look();
      await expect.poll(() => looks, { timeout: 30_000 }).toBeGreaterThan(before);
    }
  }
  const want = (host: string) => storage.transaction((tx) => wantCertificate(tx, `acme:${host}`, Date.now()));
  const only = async () => (await listCertificates(storage))[0];

  it("orders what is wanted once, and again when a third of its life is left", async () => {
    renewal.start();
    await expect.poll(only, { timeout: 30_000 }).toMatchObject({ id: "acme:mail.example.com", error: null });
    await expect.poll(async () => (await only())?.keyed, { timeout: 30_000 }).not.toBeNull();
    await lookedThrough();
    expect(ordered).toEqual(["mail.example.com"]);
    // Certificates of the test live for two days.
    shift = 40 * HOUR;
    await lookedThrough();
    expect(ordered).toHaveLength(2);
  });

  it("orders nothing while nothing is to be ordered, not even what was before", async () => {
    hosts = null;
    await want("old.example.com");
    renewal.start();
    await lookedThrough();
    expect(ordered).toEqual([]);
  });

  it("waits eight hours after an order that came to nothing, and says why it did", async () => {
    isAway = true;
    renewal.start();
    await expect.poll(only, { timeout: 30_000 }).toMatchObject({ error: "The authority is away", busyUntil: null });
    await lookedThrough();
    expect(ordered).toHaveLength(1);
    shift = 8 * HOUR + 1000;
    isAway = false;
    await lookedThrough();
    expect(await only()).toMatchObject({ error: null, keyed: expect.anything() as object });
  });

  it("leaves an order to whoever is at it", async () => {
    await want("mail.example.com");
    await claimOrder(storage, "acme:mail.example.com", Date.now(), Date.now() + HOUR);
    renewal.start();
    await lookedThrough();
    expect(ordered).toEqual([]);
    shift = HOUR + 1000;
    await lookedThrough();
    expect(ordered).toEqual(["mail.example.com"]);
  });
});
