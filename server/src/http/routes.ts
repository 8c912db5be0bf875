import { createAccount } from "../services/accounts/create.ts";
import { deleteAccount } from "../services/accounts/delete.ts";
import { flushAccount } from "../services/accounts/flush.ts";
import { getAccount } from "../services/accounts/get.ts";
import { listAccounts } from "../services/accounts/list.ts";
import { reconnectAccount } from "../services/accounts/reconnect.ts";
import { syncAccount } from "../services/accounts/sync.ts";
import { updateAccount } from "../services/accounts/update.ts";
import { getAccountToken } from "../services/accounts/access-token.ts";
import { getServerDetails } from "../services/accounts/server-details.ts";
import { getServerSignatures } from "../services/accounts/server-signatures.ts";
import { verifyAccount } from "../services/accounts/verify.ts";
import { verifyStoredAccount } from "../services/accounts/verify-stored.ts";
import { requestAuthenticationForm } from "../services/authentication-form/request.ts";
import { getAiDefaults } from "../services/ai/defaults.ts";
import { createAiSample, deleteAiSample, getAiSample, listAiSamples, updateAiSample } from "../services/ai/samples.ts";
import { tryPrompt } from "../services/ai/try.ts";
import { getAiUsage } from "../services/ai/usage.ts";
import { getAutoconfig, postAutoconfig } from "../services/autoconfig/find.ts";
import { checkHostname } from "../services/certificates/check.ts";
import { deleteCertificate } from "../services/certificates/delete.ts";
import { listCertificates } from "../services/certificates/list.ts";
import { orderCertificate } from "../services/certificates/order.ts";
import { uploadCertificate } from "../services/certificates/upload.ts";
import { watchStates } from "../services/states/watch.ts";
import { getEvent } from "../services/events/get.ts";
import { listEvents } from "../services/events/list.ts";
import { streamEvents } from "../services/events/stream.ts";
import { createExport } from "../services/exports/create.ts";
import { deleteExport } from "../services/exports/delete.ts";
import { downloadExport } from "../services/exports/download.ts";
import { getExport } from "../services/exports/get.ts";
import { listExports } from "../services/exports/list.ts";
import { deleteAccountLog } from "../services/logs/delete.ts";
import { getAccountLog } from "../services/logs/get.ts";
import { listMcpAgents, updateMcpAgent } from "../services/mcp/agents.ts";
import { listMcpCalls } from "../services/mcp/calls.ts";
import { approveMcpConsent, getMcpConsent } from "../services/mcp-oauth/consent.ts";
import { getMcp } from "../services/mcp/get.ts";
import { createMailbox } from "../services/mailboxes/create.ts";
import { deleteMailbox } from "../services/mailboxes/delete.ts";
import { addToBlocklist } from "../services/blocklists/add.ts";
import { exportBlocklist } from "../services/blocklists/export.ts";
import { getBlocklist } from "../services/blocklists/get.ts";
import { getBlockedAddress } from "../services/blocklists/get-address.ts";
import { getSubscriptionPage } from "../services/blocklists/get-page.ts";
import { importBlocklist } from "../services/blocklists/import.ts";
import { listBlocklists } from "../services/blocklists/list.ts";
import { removeFromBlocklist } from "../services/blocklists/remove.ts";
import { checkDeliveryTest } from "../services/delivery-tests/check.ts";
import { startDeliveryTest } from "../services/delivery-tests/start.ts";
import { createGateway } from "../services/gateways/create.ts";
import { deleteGateway } from "../services/gateways/delete.ts";
import { getGateway } from "../services/gateways/get.ts";
import { listGateways } from "../services/gateways/list.ts";
import { updateGateway } from "../services/gateways/update.ts";
import { verifyGateway } from "../services/gateways/verify.ts";
import { listMailboxes } from "../services/mailboxes/list.ts";
import { modifyMailbox } from "../services/mailboxes/modify.ts";
import { getAttachment } from "../services/messages/attachment.ts";
import { deleteMessages } from "../services/messages/delete-many.ts";
import { deleteMessage } from "../services/messages/delete.ts";
import { getMessage } from "../services/messages/get.ts";
import { listMessages } from "../services/messages/list.ts";
import { moveMessages } from "../services/messages/move-many.ts";
import { moveMessage } from "../services/messages/move.ts";
import { searchMessages } from "../services/messages/search.ts";
import { getSource } from "../services/messages/source.ts";
import { getText } from "../services/messages/text.ts";
import { updateMessages } from "../services/messages/update-many.ts";
import { uploadMessage } from "../services/messages/upload.ts";
import { updateMessage } from "../services/messages/update.ts";
import { createOAuth2App } from "../services/oauth2/create.ts";
import { deleteOAuth2App } from "../services/oauth2/delete.ts";
import { getOAuth2App } from "../services/oauth2/get.ts";
import { listOAuth2Apps } from "../services/oauth2/list.ts";
import { listPubSubStatus } from "../services/oauth2/pubsub-status.ts";
import { updateOAuth2App } from "../services/oauth2/update.ts";
import { verifyOAuth2App } from "../services/oauth2/verify.ts";
import { deleteAccountOutboxEntry, deleteOutboxEntry } from "../services/outbox/delete.ts";
import { getAccountOutboxEntry, getOutboxEntry } from "../services/outbox/get.ts";
import { listAccountOutbox, listOutbox } from "../services/outbox/list.ts";
import { promoteAccountOutboxEntry, promoteOutboxEntry } from "../services/outbox/promote.ts";
import { rescheduleAccountOutboxEntry, rescheduleOutboxEntry } from "../services/outbox/reschedule.ts";
import { retryAccountOutboxEntry, retryOutboxEntry } from "../services/outbox/retry.ts";
import { getHealth, getLiveness, getReadiness } from "../services/service/health.ts";
import { deleteLicense, getLicense, setLicense } from "../services/service/license.ts";
import { getMetrics } from "../services/service/metrics-page.ts";
import { getOpenApi } from "../services/service/openapi.ts";
import { getSbom } from "../services/service/sbom.ts";
import { getStats } from "../services/service/stats.ts";
import { getStatsHistory } from "../services/service/stats-history.ts";
import { changePassword } from "../services/sessions/change-password.ts";
import { endSession, signOut, signOutEverywhere } from "../services/sessions/end.ts";
import { getSession } from "../services/sessions/get.ts";
import { listSessions } from "../services/sessions/list.ts";
import { getSignInMethods } from "../services/sessions/methods.ts";
import { createSessionToken } from "../services/sessions/create-token.ts";
import { signIn } from "../services/sessions/sign-in.ts";
import { deletePasskey } from "../services/passkeys/delete.ts";
import { listPasskeys } from "../services/passkeys/list.ts";
import { beginPasskey, createPasskey } from "../services/passkeys/register.ts";
import { beginPasskeySignIn, signInWithPasskey } from "../services/passkeys/sign-in.ts";
import { signInWithCode } from "../services/sessions/sign-in-with-code.ts";
import {
  confirmTotp,
  disableTotp,
  enrolTotp,
  getFactors,
  renewRecoveryCodes,
} from "../services/second-factor/manage.ts";
import { listLocalAddresses } from "../services/settings/addresses.ts";
import { clearQueue } from "../services/settings/clear-queue.ts";
import { getConfiguration } from "../services/settings/configuration.ts";
import { getSettings } from "../services/settings/get.ts";
import { promoteQueue } from "../services/settings/promote-queue.ts";
import { getQueue, updateQueue } from "../services/settings/queues.ts";
import { retryQueue } from "../services/settings/retry-queue.ts";
import { updateSettings } from "../services/settings/update.ts";
import { getSetup } from "../services/setup/get.ts";
import { setUp } from "../services/setup/set-up.ts";
import { submit } from "../services/submissions/submit.ts";
import { submitDraft } from "../services/submissions/submit-draft.ts";
import { createTemplate } from "../services/templates/create.ts";
import { deleteTemplate } from "../services/templates/delete.ts";
import { flushTemplates } from "../services/templates/flush.ts";
import { getTemplate } from "../services/templates/get.ts";
import { getTemplateVersion } from "../services/templates/get-version.ts";
import { listTemplates } from "../services/templates/list.ts";
import { listTemplateVersions } from "../services/templates/list-versions.ts";
import { previewContent } from "../services/templates/preview-content.ts";
import { previewTemplate } from "../services/templates/preview.ts";
import { restoreTemplateVersion } from "../services/templates/restore-version.ts";
import { updateTemplate } from "../services/templates/update.ts";
import { getThread } from "../services/threads/get.ts";
import { listThreads } from "../services/threads/list.ts";
import { createToken, createTokenOld } from "../services/tokens/create.ts";
import { deleteToken, deleteTokenOld } from "../services/tokens/delete.ts";
import { getToken } from "../services/tokens/get.ts";
import { getTokenLog } from "../services/tokens/log.ts";
import { rotateToken } from "../services/tokens/rotate.ts";
import { listAccountTokensOld, listTokens } from "../services/tokens/list.ts";
import { runUserFunctions } from "../services/user-functions/run.ts";
import {
  createAlertRule,
  deleteAlertRule,
  getAlertRule,
  listAlertRules,
  updateAlertRule,
} from "../services/alert-rules/rules.ts";
import { testAlertRule } from "../services/alert-rules/test.ts";
import { listNodes } from "../services/nodes/list.ts";
import { getWebhookEndpointStats } from "../services/webhooks/endpoint-stats.ts";
import { getDashboardFeatures } from "../services/sessions/features.ts";
import { getAdminLogEntry } from "../services/admin-log/get.ts";
import { getAdminLog } from "../services/admin-log/list.ts";
import { acceptInvitation } from "../services/users/accept-invitation.ts";
import { createUser } from "../services/users/create.ts";
import { deleteUser } from "../services/users/delete.ts";
import { getUser } from "../services/users/get.ts";
import { listUsers } from "../services/users/list.ts";
import { endUserSessions, resetUserPassword, resetUserSecondFactor } from "../services/users/reset.ts";
import { updateUser } from "../services/users/update.ts";
import type { Verb } from "../services/verb.ts";
import { previewPage } from "./pages/preview.ts";
import {
  dropDelivery,
  getDelivery,
  listDeliveries,
  promoteDelivery,
  retryDeliveries,
  retryDelivery,
} from "../services/webhooks/deliveries.ts";
import {
  createWebhookEndpoint,
  deleteWebhookEndpoint,
  dismissWebhookFailure,
  getWebhookEndpoint,
  listFunctionFaults,
  listWebhookEndpoints,
  rotateWebhookSecret,
  updateWebhookEndpoint,
} from "../services/webhooks/endpoints.ts";
import {
  getWebhookEndpointVersion,
  listWebhookEndpointVersions,
  restoreWebhookEndpointVersion,
} from "../services/webhooks/endpoint-versions.ts";
import { cancelReplay, getReplay, listReplays, startReplay } from "../services/webhooks/replays.ts";
import {
  createWebhookRoute,
  deleteWebhookRoute,
  getWebhookRoute,
  listWebhookRoutes,
  updateWebhookRoute,
} from "../services/webhooks/routes.ts";
import { testWebhook, testWebhookEndpoint } from "../services/webhooks/test.ts";
import { deleteFailedDelivery, listFailedDeliveries, retryFailedDelivery } from "../services/webhooks/failed.ts";

/** Everything the HTTP door offers. A test holds that it is everything the contracts promise. */
export const ROUTES = [
  createAccount,
  getAccount,
  updateAccount,
  deleteAccount,
  listAccounts,
  reconnectAccount,
  syncAccount,
  flushAccount,
  getAccountToken,
  getServerSignatures,
  getServerDetails,
  verifyAccount,
  verifyStoredAccount,
  requestAuthenticationForm,
  getAutoconfig,
  postAutoconfig,
  listCertificates,
  uploadCertificate,
  orderCertificate,
  checkHostname,
  deleteCertificate,
  watchStates,
  listEvents,
  streamEvents,
  getEvent,
  listMailboxes,
  createMailbox,
  modifyMailbox,
  deleteMailbox,
  listMessages,
  getMessage,
  getText,
  getAttachment,
  getSource,
  updateMessage,
  moveMessage,
  deleteMessage,
  searchMessages,
  listThreads,
  getThread,
  updateMessages,
  moveMessages,
  deleteMessages,
  uploadMessage,
  submit,
  submitDraft,
  listTemplates,
  createTemplate,
  getTemplate,
  updateTemplate,
  deleteTemplate,
  flushTemplates,
  previewTemplate,
  previewContent,
  listTemplateVersions,
  getTemplateVersion,
  restoreTemplateVersion,
  listBlocklists,
  getBlocklist,
  getBlockedAddress,
  getSubscriptionPage,
  addToBlocklist,
  importBlocklist,
  exportBlocklist,
  removeFromBlocklist,
  startDeliveryTest,
  checkDeliveryTest,
  listAlertRules,
  createAlertRule,
  getAlertRule,
  updateAlertRule,
  deleteAlertRule,
  testAlertRule,
  listGateways,
  createGateway,
  getGateway,
  updateGateway,
  deleteGateway,
  verifyGateway,
  listOAuth2Apps,
  createOAuth2App,
  getOAuth2App,
  updateOAuth2App,
  deleteOAuth2App,
  verifyOAuth2App,
  listPubSubStatus,
  listOutbox,
  getOutboxEntry,
  deleteOutboxEntry,
  rescheduleOutboxEntry,
  retryOutboxEntry,
  promoteOutboxEntry,
  listAccountOutbox,
  getAccountOutboxEntry,
  deleteAccountOutboxEntry,
  rescheduleAccountOutboxEntry,
  retryAccountOutboxEntry,
  promoteAccountOutboxEntry,
  createExport,
  listExports,
  getExport,
  downloadExport,
  deleteExport,
  createToken,
  listTokens,
  getToken,
  deleteToken,
  rotateToken,
  getTokenLog,
  getAccountLog,
  deleteAccountLog,
  createTokenOld,
  deleteTokenOld,
  listAccountTokensOld,
  getSettings,
  updateSettings,
  getConfiguration,
  listLocalAddresses,
  previewPage,
  getQueue,
  updateQueue,
  clearQueue,
  retryQueue,
  promoteQueue,
  runUserFunctions,
  listFailedDeliveries,
  retryFailedDelivery,
  deleteFailedDelivery,
  listWebhookEndpoints,
  createWebhookEndpoint,
  getWebhookEndpoint,
  updateWebhookEndpoint,
  deleteWebhookEndpoint,
  dismissWebhookFailure,
  rotateWebhookSecret,
  testWebhookEndpoint,
  testWebhook,
  listFunctionFaults,
  listWebhookEndpointVersions,
  getWebhookEndpointVersion,
  restoreWebhookEndpointVersion,
  getWebhookEndpointStats,
  listWebhookRoutes,
  getWebhookRoute,
  createWebhookRoute,
  updateWebhookRoute,
  deleteWebhookRoute,
  listDeliveries,
  getDelivery,
  retryDelivery,
  promoteDelivery,
  dropDelivery,
  retryDeliveries,
  startReplay,
  listReplays,
  getReplay,
  cancelReplay,
  getAiUsage,
  getAiDefaults,
  listAiSamples,
  createAiSample,
  getAiSample,
  updateAiSample,
  deleteAiSample,
  tryPrompt,
  getMcp,
  listMcpAgents,
  updateMcpAgent,
  listMcpCalls,
  getMcpConsent,
  approveMcpConsent,
  getStats,
  getStatsHistory,
  getLicense,
  setLicense,
  deleteLicense,
  getSetup,
  setUp,
  getSignInMethods,
  signIn,
  getSession,
  changePassword,
  signOut,
  listSessions,
  endSession,
  signOutEverywhere,
  listPasskeys,
  beginPasskey,
  createPasskey,
  deletePasskey,
  beginPasskeySignIn,
  signInWithPasskey,
  signInWithCode,
  getFactors,
  enrolTotp,
  confirmTotp,
  disableTotp,
  renewRecoveryCodes,
  getAdminLog,
  getAdminLogEntry,
  getDashboardFeatures,
  listNodes,
  createSessionToken,
  listUsers,
  createUser,
  getUser,
  updateUser,
  deleteUser,
  resetUserPassword,
  resetUserSecondFactor,
  endUserSessions,
  acceptInvitation,
  getHealth,
  getLiveness,
  getReadiness,
  getMetrics,
  getSbom,
  getOpenApi,
] as unknown as readonly Verb[];
