import { factsOf, type OrderCertificate, renewAt } from "../../core/certificate.ts";
import type { Log } from "../../core/log.ts";
import {
  CERTIFICATES_TOPIC,
  type CertificateRecord,
  claimOrder,
  giveOrderBack,
  listCertificates,
  noteOrderFailed,
  putCertificate,
  wantCertificate,
} from "../../storage/certificates.ts";
import type { Storage } from "../../storage/storage.ts";

export interface CertificateRenewal {
  start(): void;
  stop(): Promise<void>;
}

export interface CertificateRenewalParts {
  storage: Storage;
  order: OrderCertificate;
  /** The names that the settings ask a certificate for; null where none are to be ordered. */
  hosts(): readonly string[] | null;
  /** Calls `listener` when `hosts` may answer something else, until the returned function is called. */
  onSettings(listener: () => void): () => void;
  log: Log;
  now(): number;
}

const LOOK_EVERY_MS = 60 * 60 * 1000;
/** After an order that came to nothing. Authorities count those, and shut out who fails too often. */
const AGAIN_AFTER_MS = 8 * 60 * 60 * 1000;
const ORDER_TIMEOUT_MS = 10 * 60 * 1000;

/** Orders the certificates that are wanted and renews them before their end, one after the other, on one node at a time. */
export function createCertificateRenewal(parts: CertificateRenewalParts): CertificateRenewal {
  const { storage, log, now } = parts;
  const stopping = new AbortController();
  const stops: (() => void)[] = [];
  let running: Promise<void> = Promise.resolve();
  let isLookedFor = false;

  /** Several reasons to look, while one looks, come to one more look. */
  function look(): void {
    if (isLookedFor || stopping.signal.aborted) return;
    isLookedFor = true;
    running = running.then(lookOnce).catch((error: unknown) => {
      if (!stopping.signal.aborted)
        log.warn({ err: error }, "Certificates could not be looked after; the next look follows");
    });
  }

  async function lookOnce(): Promise<void> {
    isLookedFor = false;
    const hosts = parts.hosts();
    if (hosts === null) return;
    const known = await listCertificates(storage);
    const missing = hosts.map((host) => `acme:${host}`).filter((id) => known.every((one) => one.id !== id));
    for (const id of missing) await storage.transaction((tx) => wantCertificate(tx, id, now()));
    for (const one of missing.length > 0 ? await listCertificates(storage) : known)
      if (one.id.startsWith("acme:") && isDue(one)) await order(one.id);
  }

  function isDue({ keyed, orderedAt }: CertificateRecord): boolean {
    if (orderedAt === null) return true;
    const isFresh = keyed !== null && now() < renewAt(factsOf(keyed.chain));
    return !isFresh && now() - orderedAt >= AGAIN_AFTER_MS;
  }

  async function order(id: string): Promise<void> {
    if (stopping.signal.aborted || !(await claimOrder(storage, id, now(), now() + ORDER_TIMEOUT_MS))) return;
    const host = id.slice("acme:".length);
    try {
      const signal = AbortSignal.any([stopping.signal, AbortSignal.timeout(ORDER_TIMEOUT_MS)]);
      const keyed = await parts.order(host, signal);
      await storage.transaction((tx) => putCertificate(tx, { id, keyed, orderedAt: now() }, now()));
      log.info({ host, until: new Date(factsOf(keyed.chain).notAfter) }, "A certificate was issued");
    } catch (error) {
      if (stopping.signal.aborted) return giveOrderBack(storage, id);
      const { message } = error as Error;
      log.error({ host, err: error }, "A certificate could not be had and will be ordered again in 8 hours");
      await storage.transaction((tx) => noteOrderFailed(tx, id, message.slice(0, 2000), now()));
    }
  }

  return {
    start() {
      const timer = setInterval(look, LOOK_EVERY_MS).unref();
      stops.push(
        () => clearInterval(timer),
        parts.onSettings(look),
        storage.onHint((topic) => {
          if (topic === CERTIFICATES_TOPIC) look();
        }),
      );
      look();
    },
    async stop() {
      for (const stop of stops.splice(0)) stop();
      stopping.abort(new Error("Shutting down"));
      await running;
    },
  };
}
