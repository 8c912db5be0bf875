const STORE = "Posthorn keeps its data itself; where, POSTHORN_DATABASE_URL says";
const ONE_PROCESS = "one process serves accounts and callers, without workers to count";

/** Variables of EmailEngine that change nothing here. Those with a reason are told at start; the others make no difference anywhere. */
export const IGNORED_VARIABLES: ReadonlyMap<string, string | null> = new Map([
  ["EENGINE_BEACON_DISABLED", null],
  ["EENGINE_DOCEAN", null],
  ["EENGINE_DOCUMENT_STORE_ENABLED", null],
  ["EENGINE_INSTALL_SCRIPT", null],
  ["EENGINE_PREPARED_LICENSE", null],
  ["EENGINE_UPDATE_CHECK_DISABLED", null],
  ["EENGINE_REDIS", STORE],
  ["EENGINE_REDIS_PREFIX", STORE],
  ["EENGINE_REDIS_TLS_REJECT_UNAUTHORIZED", STORE],
  ["EENGINE_WORKERS", ONE_PROCESS],
  ["EENGINE_WORKERS_API", ONE_PROCESS],
  ["EENGINE_FETCH_BATCH_SIZE", "mailboxes are read in portions that fit their size"],
  ["EENGINE_CHUNK_SIZE", "downloads flow at the pace of their reader"],
]);
