import type { TlsOptions } from "node:tls";
import { TLS_LISTENERS, type TlsListener } from "@posthorn/contracts/certificates";
import { type CertificateFacts, factsOf, isFor, type KeyedCertificate } from "../../core/certificate.ts";
import type { Log } from "../../core/log.ts";
import type { Meter } from "../../core/meter.ts";
import { CERTIFICATES_TOPIC, type CertificateRecord, listCertificates } from "../../storage/certificates.ts";
import type { SettingsStore } from "../../storage/settings.ts";
import type { Storage } from "../../storage/storage.ts";
import type { ConfiguredTls } from "./configured-tls.ts";
import { serviceHost } from "./hosts.ts";

/** What a server of ours shows at the moment. */
export interface Shown {
  /** `acme:<host>`, `manual:<names>`, `env:<server>` or `self-signed`. */
  source: string;
  /** Null for one that it signs itself. */
  keyed: KeyedCertificate | null;
  facts: CertificateFacts | null;
  /** Why it is not what was chosen. */
  error: string | null;
}

/** Which certificate each of our servers shows: what the settings choose, of what there is. */
export interface ShownCertificates {
  of(listener: TlsListener): Shown;
  /** As Node.js wants it. */
  tlsOf(listener: TlsListener): Promise<TlsOptions>;
  /** Changes whenever `tlsOf` does. */
  versionOf(listener: TlsListener): string;
  /** Looks for what changed in the database and in the files of the configuration. */
  refresh(): Promise<void>;
  /** Calls `listener` when something else may be shown, until the returned function is called. */
  onChange(listener: () => void): () => void;
  close(): void;
}

export interface ShownCertificatesParts {
  storage: Storage;
  settings: SettingsStore;
  meter: Pick<Meter, "certificates">;
  log: Log;
  /** The configuration as it is now; its files may have changed. Throws when they can't be used. */
  configured(): ConfiguredTls;
  selfSigned(): Promise<TlsOptions>;
  now(): number;
}

/** What the configuration calls the servers. */
const ENV_NAMES = { api: "api", smtpServer: "smtp", imapProxyServer: "imapProxy" } as const;

const listenerOf = (choice: string) => TLS_LISTENERS.find((one) => choice === `env:${ENV_NAMES[one]}`) ?? "api";

/** Opens it with what is there. */
export async function openShownCertificates(parts: ShownCertificatesParts): Promise<ShownCertificates> {
  const { storage, settings, meter, log, now } = parts;
  const listeners = new Set<() => void>();
  let stored: readonly CertificateRecord[] = [];
  let configured = parts.configured();
  let fingerprint = "";
  let trouble = "";

  /** Asked every few seconds, so that what is wrong is told once. */
  function readConfigured(): void {
    try {
      configured = parts.configured();
      trouble = "";
    } catch (error) {
      const { message } = error as Error;
      if (message !== trouble)
        log.warn({ err: error }, "The configured certificates can't be read; those of before stay in use");
      trouble = message;
    }
  }

  async function refresh(): Promise<void> {
    stored = await listCertificates(storage);
    readConfigured();
    meter.certificates(
      stored.flatMap(({ id, keyed }) => (keyed === null ? [] : [{ id, notAfter: factsOf(keyed.chain).notAfter }])),
    );
    const seen = JSON.stringify([stored.map(({ keyed }) => keyed?.chain), configured]);
    if (seen === fingerprint) return;
    fingerprint = seen;
    for (const listener of listeners) listener();
  }

  const isOver = ({ chain }: KeyedCertificate) => factsOf(chain).notAfter <= now();

  function storedAs(id: string): KeyedCertificate | null {
    const keyed = stored.find((one) => one.id === id)?.keyed ?? null;
    return keyed === null || isOver(keyed) ? null : keyed;
  }

  /** Of those that were uploaded: one for the host, else any. */
  function uploaded(): { id: string; keyed: KeyedCertificate } | null {
    const host = serviceHost(settings);
    const usable = stored.flatMap(({ id, keyed }) =>
      id.startsWith("manual:") && keyed !== null && !isOver(keyed) ? [{ id, keyed }] : [],
    );
    const fitting = usable.find(({ keyed }) => host !== null && isFor(factsOf(keyed.chain).hostnames, host));
    return fitting ?? usable[0] ?? null;
  }

  function fromConfiguration(listener: TlsListener): KeyedCertificate | null {
    return configured[listener].keyed;
  }

  const shown = (source: string, keyed: KeyedCertificate | null, error: string | null = null): Shown => ({
    source,
    keyed,
    facts: keyed === null ? null : factsOf(keyed.chain),
    error,
  });

  function automatic(listener: TlsListener, error: string | null = null): Shown {
    const host = serviceHost(settings);
    const ordered = host === null ? null : storedAs(`acme:${host}`);
    if (ordered !== null) return shown(`acme:${host}`, ordered, error);
    const given = fromConfiguration(listener);
    if (given !== null) return shown(`env:${ENV_NAMES[listener]}`, given, error);
    const manual = uploaded();
    return manual === null ? shown("self-signed", null, error) : shown(manual.id, manual.keyed, error);
  }

  function of(listener: TlsListener): Shown {
    const choice = settings.get(`${listener}TLSCertificate`) ?? "auto";
    if (choice === "auto") return automatic(listener);
    if (choice === "self-signed") return shown("self-signed", null);
    if (choice === "manual") {
      const manual = uploaded();
      return manual === null
        ? automatic(listener, "No certificate was uploaded that can be used")
        : shown(manual.id, manual.keyed);
    }
    const keyed = choice.startsWith("env:") ? fromConfiguration(listenerOf(choice)) : storedAs(choice);
    return keyed === null
      ? automatic(listener, `There is no certificate ${choice} that can be used`)
      : shown(choice, keyed);
  }

  const stopListening = storage.onHint((topic) => {
    if (topic === CERTIFICATES_TOPIC)
      refresh().catch((error: unknown) =>
        log.warn({ err: error }, "Certificates could not be read and will be looked for again"),
      );
  });
  const stopFollowing = settings.onChange(() => {
    for (const listener of listeners) listener();
  });

  await refresh();
  return {
    of,
    async tlsOf(listener) {
      const { keyed } = of(listener);
      const { options } = configured[listener];
      return { ...options, ...(keyed ? { key: keyed.privateKey, cert: keyed.chain } : await parts.selfSigned()) };
    },
    versionOf(listener) {
      const { source, facts } = of(listener);
      return `${source} ${facts?.fingerprint ?? ""}`;
    },
    refresh,
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    close() {
      stopListening();
      stopFollowing();
    },
  };
}
