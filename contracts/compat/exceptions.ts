/**
 * Where our API differs from the compatibility contract on purpose. A pointer covers everything
 * below it. The conformance test fails for a difference that is not here, and for an entry here
 * that no longer differs.
 */
export interface Exception {
  pointer: string;
  reason: string;
}

const inSettings = (reason: string, keys: string[], places = ["query", "body", "200"]): Exception[] =>
  keys.flatMap((key) =>
    places.map((place) => ({ pointer: `${place === "body" ? "POST" : "GET"} /v1/settings ${place}.${key}`, reason })),
  );

const ofSubmit = (reason: string, fields: string[]): Exception[] =>
  fields.map((field) => ({ pointer: `POST /v1/account/{}/submit ${field}`, reason }));

export const EXCEPTIONS: readonly Exception[] = [
  // ---- Settings without an effect yet -------------------------------------------------------

  // ---- Removed upstream ---------------------------------------------------------------------
  ...inSettings(
    "The document store is gone upstream; the arguments are accepted, dropped and not advertised.",
    [
      "documentStoreEnabled",
      "documentStoreUrl",
      "documentStoreIndex",
      "documentStoreAuthEnabled",
      "documentStoreUsername",
      "documentStorePassword",
      "documentStoreGenerateEmbeddings",
      "documentStorePreProcessingEnabled",
      "documentStoreChatModel",
      "generateRiskAssessment",
    ],
    ["query"],
  ),
  ...inSettings("The document store is gone upstream.", ["documentStorePassword"], ["200"]),
  ...inSettings("Embeddings are gone upstream; the key is accepted, dropped and not advertised.", [
    "openAiGenerateEmbeddings",
  ]),
  ...ofSubmit("The document store is gone upstream; the argument is accepted, dropped and not advertised.", [
    "query.documentStore",
  ]),
  ...[
    "GET /v1/account/{}/message/{} 200.bounces",
    "GET /v1/account/{}/messages 200.messages[].bounces",
    "POST /v1/account/{}/search 200.messages[].bounces",
  ].map((pointer) => ({ pointer, reason: "Gone upstream." })),

  // ---- Changed upstream since ---------------------------------------------------------------
  ...ofSubmit("The limit of attachments is upstream's since 2.82.", ["body.attachments"]),
  { pointer: "POST /v1/account/{}/message body.attachments", reason: "The limit is upstream's since 2.82." },
  { pointer: "GET /v1/settings 200.locale", reason: "Upstream has four more languages since 2.81." },
  ...["GET /v1/tokens 200.tokens[].permissions.groups[]", "GET /v1/tokens/{} 200.permissions.groups[]"].map(
    (pointer) => ({ pointer, reason: "Upstream has five more groups since 2.80." }),
  ),
  ...[
    "GET /v1/account/{} 200.lastError.tokenRequest.grant",
    "GET /v1/accounts 200.accounts[].lastError.tokenRequest.grant",
    "GET /v1/oauth2 200.apps[].lastError.tokenRequest.grant",
    "GET /v1/oauth2/{} 200.lastError.tokenRequest.grant",
  ].map((pointer) => ({ pointer, reason: "Upstream also tells client_credentials since." })),

  {
    pointer: "POST /v1/oauth2 body.cloud",
    reason: "Upstream, too, knows four clouds, and says so where one is changed.",
  },
  {
    pointer: "PUT /v1/templates/template/{} body.format",
    reason: "Upstream keeps the format that is not sent since 2.79.8.",
  },

  // ---- Ours ---------------------------------------------------------------------------------
  ...["GET /v1/templates 200.templates[].format", "GET /v1/templates/template/{} 200.format"].map((pointer) => ({
    pointer,
    reason: "Templates can be written in MJML, too; only who writes one so reads so.",
  })),
  ...ofSubmit(
    "The copies of a mail merge are queued together, and everybody waits for that; upstream names no limit.",
    ["body.mailMerge"],
  ),
  { pointer: "GET /v1/stats 200.redisPing", reason: "Documented in words: null until it was measured." },
  ...["maxRequests", "timeWindow"].map((field) => ({
    pointer: `POST /v1/tokens body.restrictions.rateLimit.${field}`,
    reason: "A limit of which one half is missing can't be kept.",
  })),
  ...["POST /v1/account", "PUT /v1/account/{}", "POST /v1/verifyAccount"].map((route) => ({
    pointer: `${route} body.imap.resyncDelay`,
    reason: "Looking at a mailbox again after no time at all would never end.",
  })),
  ...["POST /v1/gateway", "PUT /v1/gateway/edit/{}"].map((route) => ({
    pointer: `${route} body.port`,
    reason: "There is no port 65536.",
  })),
  { pointer: "POST /v1/blocklist/{} body.reason", reason: "A reason is a word or a sentence." },
  { pointer: "POST /v1/account/{}/search query.path", reason: "A search is one of a mailbox, which has to be named." },
  ...["flags.add", "flags.delete", "flags.set", "labels.add", "labels.delete"].flatMap((field) =>
    [`PUT /v1/account/{}/message/{} body.${field}`, `PUT /v1/account/{}/messages body.update.${field}`].map(
      (pointer) => ({ pointer, reason: "Every flag becomes part of one command to the mail server." }),
    ),
  ),
  {
    pointer: "POST /v1/account/{}/message body.flags",
    reason: "Every flag becomes part of one command to the mail server.",
  },
  ...[
    "POST /v1/account/{}/search",
    "PUT /v1/account/{}/messages",
    "PUT /v1/account/{}/messages/delete",
    "PUT /v1/account/{}/messages/move",
  ].flatMap((route) =>
    ["modseq", "threadId", "labels.has", "labels.not", "emailIds"].map((field) => ({
      pointer: `${route} body.search.${field}`,
      reason: "Every term of a search becomes part of one command to the mail server.",
    })),
  ),
  ...["POST /v1/account/{}/mailbox body.path", "PUT /v1/account/{}/mailbox body.newPath"].map((pointer) => ({
    pointer,
    reason: "A mailbox has a name, and mail servers put only so many into one another.",
  })),
  ...[
    "GET /v1/account/{}/messages query.path",
    "POST /v1/account/{}/message body.path",
    "PUT /v1/account/{}/message/{}/move body.path",
    "PUT /v1/account/{}/message/{}/move body.source",
    "PUT /v1/account/{}/mailbox body.path",
    "DELETE /v1/account/{}/mailbox query.path",
    "PUT /v1/account/{}/messages query.path",
    "PUT /v1/account/{}/messages/delete query.path",
    "PUT /v1/account/{}/messages/move query.path",
    "PUT /v1/account/{}/messages/move body.path",
  ].map((pointer) => ({ pointer, reason: "No path is longer than those that an account may name." })),
];
