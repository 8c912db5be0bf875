import * as accounts from "@posthorn/contracts/accounts";
import * as adminLog from "@posthorn/contracts/admin-log";
import * as ai from "@posthorn/contracts/ai";
import * as alertRules from "@posthorn/contracts/alert-rules";
import * as authenticationForm from "@posthorn/contracts/authentication-form";
import * as autoconfig from "@posthorn/contracts/autoconfig";
import * as blocklists from "@posthorn/contracts/blocklists";
import * as certificates from "@posthorn/contracts/certificates";
import * as changes from "@posthorn/contracts/changes";
import * as deliveryTests from "@posthorn/contracts/delivery-tests";
import * as eventLog from "@posthorn/contracts/event-log";
import * as exports from "@posthorn/contracts/exports";
import * as gateways from "@posthorn/contracts/gateways";
import * as license from "@posthorn/contracts/license";
import * as logs from "@posthorn/contracts/logs";
import * as mailboxes from "@posthorn/contracts/mailboxes";
import * as manyMessages from "@posthorn/contracts/many-messages";
import * as mcp from "@posthorn/contracts/mcp";
import * as mcpOAuth from "@posthorn/contracts/mcp-oauth";
import * as messages from "@posthorn/contracts/messages";
import * as nodes from "@posthorn/contracts/nodes";
import * as oauth2Apps from "@posthorn/contracts/oauth2-apps";
import * as outbox from "@posthorn/contracts/outbox";
import * as passkeys from "@posthorn/contracts/passkeys";
import * as secondFactor from "@posthorn/contracts/second-factor";
import * as serverDetails from "@posthorn/contracts/server-details";
import * as service from "@posthorn/contracts/service";
import * as sessions from "@posthorn/contracts/sessions";
import * as settings from "@posthorn/contracts/settings";
import * as stats from "@posthorn/contracts/stats";
import * as submissions from "@posthorn/contracts/submissions";
import * as templates from "@posthorn/contracts/templates";
import * as threads from "@posthorn/contracts/threads";
import * as tokens from "@posthorn/contracts/tokens";
import * as uploads from "@posthorn/contracts/uploads";
import * as userFunctions from "@posthorn/contracts/user-functions";
import * as users from "@posthorn/contracts/users";
import * as webhookEndpoints from "@posthorn/contracts/webhook-endpoints";
import * as webhookLog from "@posthorn/contracts/webhook-log";
import * as webhooks from "@posthorn/contracts/webhooks";

/** The contracts by noun and verb, as the client offers them. */
export const GROUPS = {
  accounts: {
    create: accounts.createAccount,
    get: accounts.getAccount,
    update: accounts.updateAccount,
    delete: accounts.deleteAccount,
    list: accounts.listAccounts,
    reconnect: accounts.reconnectAccount,
    sync: accounts.syncAccount,
    flush: accounts.flushAccount,
    verify: accounts.verifyAccount,
    verifyStored: accounts.verifyStoredAccount,
    getToken: accounts.getAccountToken,
    listSignatures: accounts.getServerSignatures,
    getServerDetails: serverDetails.getServerDetails,
    requestForm: authenticationForm.requestAuthenticationForm,
  },
  alertRules: {
    list: alertRules.listAlertRules,
    create: alertRules.createAlertRule,
    get: alertRules.getAlertRule,
    update: alertRules.updateAlertRule,
    delete: alertRules.deleteAlertRule,
    test: alertRules.testAlertRule,
  },
  autoconfig: { find: autoconfig.getAutoconfig, findWithLogin: autoconfig.postAutoconfig },
  certificates: {
    list: certificates.listCertificates,
    upload: certificates.uploadCertificate,
    order: certificates.orderCertificate,
    checkHostname: certificates.checkHostname,
    delete: certificates.deleteCertificate,
  },
  changes: { watch: changes.watchChanges },
  events: { list: eventLog.listEvents, get: eventLog.getEvent, stream: eventLog.streamEvents },
  mailboxes: {
    list: mailboxes.listMailboxes,
    create: mailboxes.createMailbox,
    modify: mailboxes.modifyMailbox,
    delete: mailboxes.deleteMailbox,
  },
  messages: {
    list: messages.listMessages,
    get: messages.getMessage,
    getText: messages.getText,
    getAttachment: messages.getAttachment,
    getSource: messages.getSource,
    update: messages.updateMessage,
    move: messages.moveMessage,
    delete: messages.deleteMessage,
    search: messages.searchMessages,
    upload: uploads.uploadMessage,
    updateMany: manyMessages.updateMessages,
    moveMany: manyMessages.moveMessages,
    deleteMany: manyMessages.deleteMessages,
  },
  threads: { list: threads.listThreads, get: threads.getThread },
  submissions: { submit: submissions.submit, submitDraft: submissions.submitDraft },
  blocklists: {
    list: blocklists.listBlocklists,
    get: blocklists.getBlocklist,
    getAddress: blocklists.getBlockedAddress,
    getPage: blocklists.getSubscriptionPage,
    add: blocklists.addToBlocklist,
    import: blocklists.importBlocklist,
    export: blocklists.exportBlocklist,
    remove: blocklists.removeFromBlocklist,
  },
  deliveryTests: { start: deliveryTests.startDeliveryTest, check: deliveryTests.checkDeliveryTest },
  templates: {
    list: templates.listTemplates,
    create: templates.createTemplate,
    get: templates.getTemplate,
    update: templates.updateTemplate,
    delete: templates.deleteTemplate,
    flush: templates.flushTemplates,
    versions: templates.listTemplateVersions,
    version: templates.getTemplateVersion,
    restore: templates.restoreTemplateVersion,
    preview: templates.previewTemplate,
    previewContent: templates.previewContent,
  },
  gateways: {
    list: gateways.listGateways,
    create: gateways.createGateway,
    get: gateways.getGateway,
    update: gateways.updateGateway,
    delete: gateways.deleteGateway,
    verify: gateways.verifyGateway,
  },
  oauth2Apps: {
    list: oauth2Apps.listOAuth2Apps,
    create: oauth2Apps.createOAuth2App,
    get: oauth2Apps.getOAuth2App,
    update: oauth2Apps.updateOAuth2App,
    delete: oauth2Apps.deleteOAuth2App,
    verify: oauth2Apps.verifyOAuth2App,
    pubSubStatus: oauth2Apps.listPubSubStatus,
  },
  outbox: {
    list: outbox.listOutbox,
    get: outbox.getOutboxEntry,
    delete: outbox.deleteOutboxEntry,
    reschedule: outbox.rescheduleOutboxEntry,
    retry: outbox.retryOutboxEntry,
    promote: outbox.promoteOutboxEntry,
    listOfAccount: outbox.listAccountOutbox,
    getOfAccount: outbox.getAccountOutboxEntry,
    deleteOfAccount: outbox.deleteAccountOutboxEntry,
    rescheduleOfAccount: outbox.rescheduleAccountOutboxEntry,
    retryOfAccount: outbox.retryAccountOutboxEntry,
    promoteOfAccount: outbox.promoteAccountOutboxEntry,
  },
  exports: {
    create: exports.createExport,
    list: exports.listExports,
    get: exports.getExport,
    download: exports.downloadExport,
    delete: exports.deleteExport,
  },
  tokens: {
    create: tokens.createToken,
    list: tokens.listTokens,
    get: tokens.getToken,
    delete: tokens.deleteToken,
    rotate: tokens.rotateToken,
    log: tokens.getTokenLog,
  },
  sessions: {
    getSetup: sessions.getSetup,
    getFeatures: sessions.getDashboardFeatures,
    setUp: sessions.setUp,
    getMethods: sessions.getSignInMethods,
    signIn: sessions.signIn,
    get: sessions.getSession,
    changePassword: sessions.changePassword,
    signOut: sessions.signOut,
    list: sessions.listSessions,
    end: sessions.endSession,
    signOutEverywhere: sessions.signOutEverywhere,
    createToken: sessions.createSessionToken,
  },
  passkeys: {
    list: passkeys.listPasskeys,
    begin: passkeys.beginPasskey,
    create: passkeys.createPasskey,
    delete: passkeys.deletePasskey,
    beginSignIn: passkeys.beginPasskeySignIn,
    signIn: passkeys.signInWithPasskey,
  },
  secondFactor: {
    signIn: secondFactor.signInWithCode,
    get: secondFactor.getFactors,
    enrolTotp: secondFactor.enrolTotp,
    confirmTotp: secondFactor.confirmTotp,
    disableTotp: secondFactor.disableTotp,
    renewRecoveryCodes: secondFactor.renewRecoveryCodes,
  },
  nodes: { list: nodes.listNodes },
  adminLog: { list: adminLog.getAdminLog, get: adminLog.getAdminLogEntry },
  users: {
    list: users.listUsers,
    create: users.createUser,
    get: users.getUser,
    update: users.updateUser,
    delete: users.deleteUser,
    resetPassword: users.resetUserPassword,
    resetSecondFactor: users.resetUserSecondFactor,
    endSessions: users.endUserSessions,
    acceptInvitation: users.acceptInvitation,
  },
  settings: {
    get: settings.getSettings,
    update: settings.updateSettings,
    getConfiguration: settings.getConfiguration,
    listLocalAddresses: settings.listLocalAddresses,
    previewPage: settings.previewPage,
    getQueue: settings.getQueue,
    updateQueue: settings.updateQueue,
    clearQueue: settings.clearQueue,
    retryQueue: settings.retryQueue,
    promoteQueue: settings.promoteQueue,
  },
  userFunctions: { run: userFunctions.runUserFunctions },
  webhooks: {
    listFailed: webhooks.listFailedDeliveries,
    retryFailed: webhooks.retryFailedDelivery,
    deleteFailed: webhooks.deleteFailedDelivery,
    listEndpoints: webhookEndpoints.listWebhookEndpoints,
    createEndpoint: webhookEndpoints.createWebhookEndpoint,
    getEndpoint: webhookEndpoints.getWebhookEndpoint,
    updateEndpoint: webhookEndpoints.updateWebhookEndpoint,
    deleteEndpoint: webhookEndpoints.deleteWebhookEndpoint,
    dismissFailure: webhookEndpoints.dismissWebhookFailure,
    rotateSecret: webhookEndpoints.rotateWebhookSecret,
    testEndpoint: webhookEndpoints.testWebhookEndpoint,
    test: webhookEndpoints.testWebhook,
    listFunctionFaults: webhookEndpoints.listFunctionFaults,
    listEndpointVersions: webhookEndpoints.listWebhookEndpointVersions,
    getEndpointVersion: webhookEndpoints.getWebhookEndpointVersion,
    restoreEndpointVersion: webhookEndpoints.restoreWebhookEndpointVersion,
    getEndpointStats: webhookEndpoints.getWebhookEndpointStats,
    listDeliveries: webhookLog.listDeliveries,
    getDelivery: webhookLog.getDelivery,
    retryDelivery: webhookLog.retryDelivery,
    promoteDelivery: webhookLog.promoteDelivery,
    dropDelivery: webhookLog.dropDelivery,
    retryDeliveries: webhookLog.retryDeliveries,
    replay: webhookLog.startReplay,
    listReplays: webhookLog.listReplays,
    getReplay: webhookLog.getReplay,
    cancelReplay: webhookLog.cancelReplay,
  },
  webhookRoutes: {
    list: webhookEndpoints.listWebhookRoutes,
    get: webhookEndpoints.getWebhookRoute,
    create: webhookEndpoints.createWebhookRoute,
    update: webhookEndpoints.updateWebhookRoute,
    delete: webhookEndpoints.deleteWebhookRoute,
  },
  ai: {
    usage: ai.getAiUsage,
    defaults: ai.getAiDefaults,
    listSamples: ai.listAiSamples,
    createSample: ai.createAiSample,
    getSample: ai.getAiSample,
    updateSample: ai.updateAiSample,
    deleteSample: ai.deleteAiSample,
    try: ai.tryPrompt,
  },
  logs: { get: logs.getAccountLog, delete: logs.deleteAccountLog },
  mcp: {
    get: mcp.getMcp,
    listAgents: mcp.listMcpAgents,
    updateAgent: mcp.updateMcpAgent,
    listCalls: mcp.listMcpCalls,
    getConsent: mcpOAuth.getMcpConsent,
    approveConsent: mcpOAuth.approveMcpConsent,
  },
  license: { get: license.getLicense, set: license.setLicense, delete: license.deleteLicense },
  service: {
    stats: stats.getStats,
    statsHistory: stats.getStatsHistory,
    health: service.getHealth,
    liveness: service.getLiveness,
    readiness: service.getReadiness,
    metrics: service.getMetrics,
    openApi: service.getOpenApi,
    sbom: service.getSbom,
  },
} as const;
