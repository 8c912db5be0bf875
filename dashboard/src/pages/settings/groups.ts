import type { SettingKey } from "@posthorn/contracts/settings";
import { texts } from "./texts.ts";

export interface SettingGroup {
  id: GroupId;
  keys: readonly SettingKey[];
}

export type GroupId = keyof typeof texts.groups;

/** All settings, by what they are about, in the order in which people look for them. */
export const SETTING_GROUPS: readonly SettingGroup[] = [
  { id: "general", keys: ["serviceUrl", "notificationBaseUrl", "enableApiProxy", "locale", "timezone"] },
  {
    id: "security",
    keys: [
      "serviceSecret",
      "requireSecondFactor",
      "tokenAuditLog",
      "tokenLogEntries",
      "tokenLogAge",
      "ignoreMailCertErrors",
      "authServer",
      "bulkNeedsSearch",
    ],
  },
  {
    id: "webhooks",
    keys: [
      "webhooksEnabled",
      "webhooks",
      "webhookEvents",
      "inboxNewOnly",
      "webhooksCustomHeaders",
      "webhooksDeliveryAttempts",
      "webhooksRetryDelay",
      "webhooksAlertAfter",
      "scriptEnv",
    ],
  },
  {
    id: "content",
    keys: [
      "notifyHeaders",
      "notifyText",
      "notifyTextSize",
      "notifyWebSafeHtml",
      "notifyCalendarEvents",
      "notifyAttachments",
      "notifyAttachmentSize",
      "threadCollapseSize",
      "resolveGmailCategories",
    ],
  },
  {
    id: "reading",
    keys: [
      "imapIndexer",
      "gmailSubscriptionTtl",
      "imapClientName",
      "imapClientVersion",
      "imapClientVendor",
      "imapClientSupportUrl",
    ],
  },
  {
    id: "sending",
    keys: [
      "deliveryAttempts",
      "holdRefusedLogins",
      "unknownOutcome",
      "strictGateways",
      "strictIdempotencyKeys",
      "idempotencyKeyAge",
      "deliveryTestAccount",
      "maxRecipients",
      "maxMailMergeEntries",
      "maxSendAtDelay",
      "sendingPerAccount",
      "sendingPerDomain",
    ],
  },
  {
    id: "tracking",
    keys: [
      "trackOpens",
      "trackClicks",
      "trackSentMessages",
      "trackScanners",
      "trackAddresses",
      "globalBlocklist",
      "blocklistEvents",
      "suppressHardBounces",
      "suppressComplaints",
    ],
  },
  {
    id: "network",
    keys: [
      "proxyEnabled",
      "proxyUrl",
      "httpProxyEnabled",
      "httpProxyUrl",
      "smtpEhloName",
      "localAddresses",
      "imapStrategy",
      "smtpStrategy",
    ],
  },
  {
    id: "smtpServer",
    keys: [
      "smtpServerEnabled",
      "smtpServerHost",
      "smtpServerPort",
      "smtpServerAuthEnabled",
      "smtpServerPassword",
      "smtpServerTLSEnabled",
      "smtpServerTLSCertificate",
      "smtpServerProxy",
    ],
  },
  {
    id: "imapProxy",
    keys: [
      "imapProxyServerEnabled",
      "imapProxyServerHost",
      "imapProxyServerPort",
      "imapProxyServerPassword",
      "imapProxyServerTLSEnabled",
      "imapProxyServerTLSCertificate",
      "imapProxyServerProxy",
    ],
  },
  { id: "certificates", keys: ["tlsProvisioning", "tlsHostnames", "apiTLSCertificate"] },
  { id: "agents", keys: ["mcpEnabled", "mcpOAuthEnabled"] },
  { id: "branding", keys: ["pageBrandName", "templateHeader", "templateHtmlHead"] },
  {
    id: "ai",
    keys: [
      "generateEmailSummary",
      "openAiAPIKey",
      "openAiAPIUrl",
      "openAiModel",
      "openAiPrompt",
      "openAiPreProcessingFn",
      "openAiTemperature",
      "openAiTopP",
      "openAiMaxTokens",
      "openAiReasoningEffort",
      "compatAiSummary",
    ],
  },
  {
    id: "retention",
    keys: [
      "eventLogMaxAge",
      "eventLogMaxSize",
      "queueKeep",
      "queueKeepFailed",
      "queueKeepFailedAge",
      "queueKeepFailedContent",
      "queueKeepFailedContentSize",
    ],
  },
  {
    id: "exports",
    keys: [
      "exportMaxConcurrent",
      "exportMaxGlobalConcurrent",
      "exportMaxMessages",
      "exportMaxSize",
      "exportMaxMessageSize",
      "exportMaxAge",
      "gmailExportBatchSize",
      "outlookExportBatchSize",
    ],
  },
  { id: "logging", keys: ["logs", "sentryEnabled", "sentryDsn"] },
];

/** The settings whose name, label or explanation has all words of `query`. */
export function findSettings(query: string): SettingKey[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  return SETTING_GROUPS.flatMap(({ keys }) => keys).filter((key) => {
    const { label, help = "" } = texts.settings[key] as { label: string; help?: string };
    const text = `${key} ${label} ${help}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
