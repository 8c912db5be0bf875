import type { Locale } from "@posthorn/contracts/locales";
import type { Log } from "../../core/log.ts";
import type { Meter } from "../../core/meter.ts";
import type { Storage } from "../../storage/storage.ts";
import type { QueueAlertMail } from "./queue-alert-mail.ts";

/** What a server of ours shows to those who connect to it. */
export interface ListenerCertificate {
  listener: string;
  /** `acme:<host>`, `manual:<names>` or `env:<server>`. */
  source: string;
  /** Epoch milliseconds. */
  notAfter: number;
}

/** What looks are made with. */
export interface LookDeps {
  storage: Storage;
  meter: Pick<Meter, "alertTelling">;
  log: Log;
  /** The certificates of this node's servers that speak TLS; those that sign themselves never matter. */
  listenerCertificates(): ListenerCertificate[];
  /** How many jobs of a queue are due and not worked on. */
  waitingIn(queue: "notify" | "submit"): Promise<number>;
  /** Where the installation is reached; null while that is not known. */
  serviceUrl(): string | null;
  /** The language of what is found and told. */
  locale(): Locale;
  prepareMail: QueueAlertMail;
  now(): number;
}
