import type { Tables } from "./schema.ts";

/** A column of sealed values. What is sealed in it can be opened only there: its purpose names the row. */
export interface SealedPlace {
  readonly table: keyof Tables;
  readonly column: string;
  /** The column that tells rows apart. */
  readonly key: string;
  /** Whether it holds bytes, perhaps many, in place of text. */
  readonly isBytes: boolean;
  purpose(key: string): string;
}

const place = (table: keyof Tables, column: string, key: string, what: string): SealedPlace => ({
  table,
  column,
  key,
  isBytes: false,
  purpose: (row) => `${what} ${row}`,
});

/** Every column that holds what is sealed: one that is not here is left behind when the data key is changed. */
export const SEALED = {
  setting: place("settings", "value", "key", "setting"),
  account: place("accounts", "secrets", "id", "account"),
  oauth2App: place("oauth2Apps", "config", "id", "OAuth2 application"),
  gateway: place("gateways", "server", "id", "gateway"),
  webhookEndpoint: place("webhookEndpoints", "config", "id", "webhook endpoint"),
  webhookEndpointVersion: place("webhookEndpointVersions", "functions", "id", "webhook endpoint version"),
  delivery: place("deliveries", "target", "id", "delivery"),
  submission: place("submissions", "options", "id", "submission"),
  submissionContent: { ...place("submissionContents", "content", "submission", "submission content"), isBytes: true },
  exportFile: place("exports", "file", "id", "export"),
  consent: place("consents", "payload", "id", "consent"),
  totpSecret: place("users", "totpSecret", "id", "one-time codes"),
  ceremony: place("ceremonies", "payload", "id", "ceremony"),
  session: place("sessions", "identity", "id", "session identity"),
  certificate: place("certificates", "privateKey", "id", "certificate"),
  aiSample: place("aiSamples", "content", "id", "AI sample"),
  alertRule: place("alertRules", "config", "id", "alert rule"),
  acmeAccount: place("acmeAccounts", "privateKey", "directory", "acme account"),
} as const satisfies Record<string, SealedPlace>;
