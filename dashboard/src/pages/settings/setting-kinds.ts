import { type SettingDefinition, type SettingKey, SETTINGS } from "@posthorn/contracts/settings";

/** How a setting is shown and changed. */
export type SettingKind =
  | "switch"
  | "number"
  | "choice"
  | "text"
  | "list"
  | "secret"
  | "masked"
  | "headers"
  | "code"
  | "logs"
  | "limits"
  | "timeZone"
  | "account"
  | "addresses"
  | "domainLimits";

const SPECIAL: Partial<Record<SettingKey, SettingKind>> = {
  webhooksCustomHeaders: "headers",
  templateHeader: "code",
  templateHtmlHead: "code",
  scriptEnv: "code",
  openAiPrompt: "code",
  openAiPreProcessingFn: "code",
  timezone: "timeZone",
  deliveryTestAccount: "account",
  localAddresses: "addresses",
  logs: "logs",
  sendingPerAccount: "limits",
  sendingPerDomain: "domainLimits",
};

/** The languages of those that are edited as source text. */
const CODE = {
  templateHeader: "html",
  templateHtmlHead: "html",
  scriptEnv: "json",
  openAiPrompt: "text",
  openAiPreProcessingFn: "javascript",
} as const;

export const codeLanguageOf = (key: SettingKey) => CODE[key as keyof typeof CODE] ?? "text";

export type Unit = "ms" | "seconds" | "bytes" | "days";

const UNITS: Partial<Record<SettingKey, Unit>> = {
  webhooksRetryDelay: "ms",
  webhooksAlertAfter: "seconds",
  notifyAttachmentSize: "bytes",
  gmailSubscriptionTtl: "days",
  tokenLogAge: "seconds",
  maxSendAtDelay: "ms",
  idempotencyKeyAge: "ms",
  eventLogMaxAge: "ms",
  eventLogMaxSize: "bytes",
  queueKeepFailedAge: "seconds",
  queueKeepFailedContentSize: "bytes",
  exportMaxSize: "bytes",
  exportMaxMessageSize: "bytes",
  exportMaxAge: "ms",
};

export const unitOf = (key: SettingKey): Unit | undefined => UNITS[key];

/** The parts of a setting's schema that its field needs. */
interface Shape {
  type?: string;
  enum?: readonly string[];
  minimum?: number;
  maximum?: number;
  maxLength?: number;
}

export const definitionOf = (key: SettingKey) => SETTINGS[key] as SettingDefinition;
export const shapeOf = (key: SettingKey) => definitionOf(key).schema as Shape;

/** The kind of a setting, from its schema and from how secret it is. */
export function kindOf(key: SettingKey): SettingKind {
  const special = SPECIAL[key];
  if (special !== undefined) return special;
  const { secret } = definitionOf(key);
  if (secret === "encrypted") return "secret";
  if (secret === "masked") return "masked";
  const { type, enum: choices } = shapeOf(key);
  if (choices !== undefined) return "choice";
  if (type === "boolean") return "switch";
  if (type === "integer" || type === "number") return "number";
  return type === "array" ? "list" : "text";
}
