const STORE = "There is no Redis here: POSTHORN_DATABASE_URL says where data is.";
const ONE_PROCESS = "One process serves accounts and callers; there are no workers to count.";
const ALONE = "It is about EmailEngine's own installers, licences or telemetry, which do not exist here.";
const AT_ONCE = "Webhooks and messages stay in order where that is promised, so more of them go at once.";
const SAFER = "Posthorn is closed or verified by default where EmailEngine is open.";
const UNSET = "Unset means the same; it reads as null until somebody sets it.";

/** Why a variable (without EENGINE_) or a setting of `tables.json` is not here what it is there. */
export const REASONS: Readonly<Record<string, string>> = {
  REDIS: STORE,
  REDIS_URL: STORE,
  REDIS_PREFIX: STORE,
  REDIS_TLS_REJECT_UNAUTHORIZED: STORE,
  WORKERS: ONE_PROCESS,
  WORKERS_API: ONE_PROCESS,
  NOTIFY_QC: AT_ONCE,
  SUBMIT_QC: AT_ONCE,
  FETCH_BATCH_SIZE: "Mailboxes are read in portions that fit their size.",
  CHUNK_SIZE: "Downloads flow at the pace of their reader.",
  API_PROXY: SAFER,
  enableApiProxy: SAFER,
  TLS_MIN_VERSION: SAFER,
  TLS_CIPHERS: SAFER,
  LOG_LEVEL: "A log of everything is for those who look for a fault.",
  DOCUMENT_STORE_ENABLED: "The document store is gone upstream, too.",
  UPDATE_CHECK_DISABLED: ALONE,
  BEACON_DISABLED: ALONE,
  PREPARED_LICENSE: ALONE,
  INSTALL_SCRIPT: ALONE,
  DOCEAN: ALONE,
  authServer: "Its address may hold a password.",
  scriptEnv: "It holds secrets of users' functions.",
  trackClicks: UNSET,
  trackOpens: UNSET,
  logs: UNSET,
  webhooksDeliveryAttempts: "Unset, retries follow a plan that spans three days; set, they follow EmailEngine's.",
  webhooksRetryDelay: "Unset, retries follow a plan that spans three days; set, they follow EmailEngine's.",
};
