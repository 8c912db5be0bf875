import * as accounts from "./accounts.ts";
import * as autoconfig from "./autoconfig.ts";
import * as blocklists from "./blocklists.ts";
import * as changes from "./changes.ts";
import type { Contract } from "./contract.ts";
import * as deliveryTests from "./delivery-tests.ts";
import * as eventLog from "./event-log.ts";
import * as exports from "./exports.ts";
import * as gateways from "./gateways.ts";
import * as license from "./license.ts";
import * as logs from "./logs.ts";
import * as mailboxes from "./mailboxes.ts";
import * as manyMessages from "./many-messages.ts";
import * as messages from "./messages.ts";
import * as outbox from "./outbox.ts";
import * as service from "./service.ts";
import * as sessions from "./sessions.ts";
import * as settings from "./settings.ts";
import * as stats from "./stats.ts";
import * as submissions from "./submissions.ts";
import * as templates from "./templates.ts";
import * as threads from "./threads.ts";
import * as tokens from "./tokens.ts";
import * as uploads from "./uploads.ts";
import * as userFunctions from "./user-functions.ts";
import * as webhooks from "./webhooks.ts";

/** Every promise of the HTTP API. */
export const ALL_CONTRACTS: readonly Contract[] = [
  accounts.createAccount,
  accounts.getAccount,
  accounts.updateAccount,
  accounts.deleteAccount,
  accounts.listAccounts,
  accounts.reconnectAccount,
  accounts.syncAccount,
  accounts.flushAccount,
  accounts.verifyAccount,
  autoconfig.getAutoconfig,
  autoconfig.postAutoconfig,
  changes.watchChanges,
  eventLog.listEvents,
  eventLog.streamEvents,
  eventLog.getEvent,
  mailboxes.listMailboxes,
  mailboxes.createMailbox,
  mailboxes.modifyMailbox,
  mailboxes.deleteMailbox,
  messages.listMessages,
  messages.getMessage,
  messages.getText,
  messages.getAttachment,
  messages.getSource,
  messages.updateMessage,
  messages.moveMessage,
  messages.deleteMessage,
  messages.searchMessages,
  threads.listThreads,
  threads.getThread,
  manyMessages.updateMessages,
  manyMessages.moveMessages,
  manyMessages.deleteMessages,
  uploads.uploadMessage,
  submissions.submit,
  submissions.submitDraft,
  blocklists.listBlocklists,
  blocklists.getBlocklist,
  blocklists.addToBlocklist,
  blocklists.removeFromBlocklist,
  deliveryTests.startDeliveryTest,
  deliveryTests.checkDeliveryTest,
  templates.listTemplates,
  templates.createTemplate,
  templates.getTemplate,
  templates.updateTemplate,
  templates.deleteTemplate,
  templates.flushTemplates,
  templates.previewTemplate,
  templates.listTemplateVersions,
  templates.getTemplateVersion,
  templates.restoreTemplateVersion,
  gateways.listGateways,
  gateways.createGateway,
  gateways.getGateway,
  gateways.updateGateway,
  gateways.deleteGateway,
  gateways.verifyGateway,
  outbox.listOutbox,
  outbox.getOutboxEntry,
  outbox.deleteOutboxEntry,
  outbox.rescheduleOutboxEntry,
  outbox.retryOutboxEntry,
  outbox.promoteOutboxEntry,
  outbox.listAccountOutbox,
  outbox.getAccountOutboxEntry,
  outbox.deleteAccountOutboxEntry,
  outbox.rescheduleAccountOutboxEntry,
  outbox.retryAccountOutboxEntry,
  outbox.promoteAccountOutboxEntry,
  exports.createExport,
  exports.listExports,
  exports.getExport,
  exports.downloadExport,
  exports.deleteExport,
  tokens.createToken,
  tokens.listTokens,
  tokens.getToken,
  tokens.deleteToken,
  tokens.getTokenLog,
  tokens.createTokenOld,
  tokens.deleteTokenOld,
  tokens.listAccountTokensOld,
  settings.getSettings,
  settings.updateSettings,
  settings.getQueue,
  settings.updateQueue,
  userFunctions.runUserFunctions,
  webhooks.listFailedDeliveries,
  webhooks.retryFailedDelivery,
  webhooks.deleteFailedDelivery,
  logs.getAccountLog,
  stats.getStats,
  stats.getStatsHistory,
  license.getLicense,
  license.setLicense,
  license.deleteLicense,
  sessions.getSetup,
  sessions.setUp,
  sessions.signIn,
  sessions.getSession,
  sessions.changePassword,
  sessions.signOut,
  sessions.listSessions,
  sessions.endSession,
  sessions.signOutEverywhere,
  service.getHealth,
  service.getLiveness,
  service.getReadiness,
  service.getMetrics,
  service.getOpenApi,
];
