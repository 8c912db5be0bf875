/**
 * Who may import whom. The table is the one of docs/architecture.md; imports point down. A file that
 * is only for tests may use what it needs, save the mail servers' insides.
 */
const mayImport = {
  core: [],
  config: [],
  mime: ["core"],
  net: ["core"],
  sandbox: ["core", "net"],
  oauth: ["core", "net"],
  acme: ["core", "net"],
  ai: ["core", "mime", "net"],
  storage: ["core"],
  queue: ["core", "storage"],
  events: ["core", "storage", "queue"],
  mail: ["core", "mime", "net", "oauth"],
  services: ["core", "storage", "queue", "events", "mime", "oauth"],
  workers: ["core", "storage", "queue", "events", "mime", "net"],
  http: ["core", "services"],
  listeners: ["core"],
  "smtp-server": ["core", "services", "listeners"],
  "imap-proxy": ["core", "services", "listeners"],
  mcp: ["core", "services"],
  cli: ["core", "services", "storage", "config", "gateway", "serve", "versions"],
  serve: ["core", "config", "gateway", "net", "versions"],
  main: ["serve"],
  versions: [],
};

/** What to do instead, told with the violation. */
const instead = {
  core: "It holds words and pure rules: no I/O. What needs another room does not belong here.",
  config: "It turns the environment into values and knows nothing of what they are for.",
  mime: "Bytes in, values out. What fetches or stores goes to mail/ or services/.",
  net: "Outgoing HTTP only. What knows a provider goes to oauth/ or mail/.",
  sandbox: "It runs what users wrote and knows nothing of what that is for: the meaning goes to core/.",
  oauth: "Tokens and consent only; whoever stores them passes a function.",
  acme: "It orders certificates and keeps none: whoever stores them passes a function.",
  ai: "It asks language models and cleans what they say. When mail is shown to them is up to workers/.",
  storage: "SQL about our nouns only. A rule about them goes to core/, a verb to services/.",
  queue: "It does not know what a job means. Meaning goes to workers/.",
  events: "It appends and reads the log. Delivering it goes to workers/.",
  mail: "It speaks to mail servers and stores nothing: what has to be kept is yielded as a change.",
  services:
    "Mail is reached through MailSessions in core/, later work through a job. What happens by itself goes to workers/.",
  workers: "Mail is reached through MailSessions in core/. A verb that a caller may ask for goes to services/.",
  http: "A route calls a verb in services/. If the verb is missing, write it there.",
  listeners: "It opens ports and lets clients in. What is said to them belongs to their door.",
  "smtp-server": "It calls the same verbs in services/ as http/ does.",
  "imap-proxy": "It calls verbs in services/, as http/ does.",
  mcp: "It calls the same verbs in services/ as http/ does.",
  cli: "It calls verbs in services/ on the store that storage/ opens.",
  versions: "It reads what is installed.",
  serve: "It knows signals and what the operator is told. Wiring goes to gateway.ts.",
  main: "It only starts serve.ts.",
};

const forTests = "(\\.test\\.ts|/testing\\.ts|/conformance[^/]*\\.ts)$|/testing/";
const alone = ["main", "serve", "gateway", "versions"];
/** A room is a folder of server/src, or a file of its own. */
const pathOf = (room) => `^server/src/${alone.includes(room) ? `${room}\\.ts$` : `${room}/`}`;

const roomRules = Object.entries(mayImport).map(([room, allowed]) => ({
  name: `room-${room}`,
  severity: "error",
  comment: `${room} may import ${["contracts", ...(room === "config" ? [] : allowed)].join(", ")}. ${instead[room]}`,
  from: { path: pathOf(room), pathNot: forTests },
  to: { path: "^server/src/", pathNot: [room, ...allowed].map(pathOf) },
}));

const backends = "imap|gmail|graph|memory|remote";

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    ...roomRules,
    {
      name: "known-room",
      severity: "error",
      comment: "This folder is not a room of the table. Put the file into one, or add the room to the table.",
      from: { path: "^server/src/", pathNot: [...Object.keys(mayImport), "gateway"].map(pathOf) },
      to: {},
    },
    {
      name: "config-stands-alone",
      severity: "error",
      comment: "config/ imports nothing of ours, contracts/ neither.",
      from: { path: "^server/src/config/", pathNot: forTests },
      to: { path: "^(contracts|client|fakes|bench|e2e)/" },
    },
    {
      name: "only-gateway-imports-mail",
      severity: "error",
      comment: "Only gateway.ts imports mail/. Others receive MailSessions, an interface in core/.",
      from: { path: "^server/src/", pathNot: ["^server/src/mail/", pathOf("gateway"), forTests] },
      to: { path: "^server/src/mail/" },
    },
    {
      name: "only-gateway-imports-sandbox",
      severity: "error",
      comment: "Only gateway.ts imports sandbox/. Others receive UserFunctions, an interface in core/.",
      from: { path: "^server/src/", pathNot: ["^server/src/sandbox/", pathOf("gateway"), forTests] },
      to: { path: "^server/src/sandbox/" },
    },
    {
      name: "only-gateway-imports-ai",
      severity: "error",
      comment: "Only gateway.ts imports ai/. Others receive MailSummaries, an interface in core/.",
      from: { path: "^server/src/", pathNot: ["^server/src/ai/", pathOf("gateway"), forTests] },
      to: { path: "^server/src/ai/" },
    },
    {
      name: "tests-use-the-memory-backend",
      severity: "error",
      comment: "Outside of mail/ a test meets mail through mail/memory/ (and mail/sessions.ts, which keeps it open).",
      from: { path: forTests, pathNot: ["^server/src/mail/", "^server/src/gateway\\.test\\.ts$"] },
      to: { path: "^server/src/mail/", pathNot: "^server/src/mail/(memory/|sessions\\.ts$)" },
    },
    {
      name: "backends-are-strangers",
      severity: "error",
      comment:
        "A backend does not import another. What two share moves to mime/, net/ or core/; mail/smtp/ is a tool of theirs.",
      from: { path: `^server/src/mail/(${backends}|smtp)/`, pathNot: forTests },
      to: { path: `^server/src/mail/(${backends})/`, pathNot: "^server/src/mail/$1/" },
    },
    {
      name: "contracts-import-nothing-of-ours",
      severity: "error",
      comment: "contracts/ is what we promise; it does not know who keeps the promise.",
      from: { path: "^contracts/" },
      to: { path: "^(server|client|dashboard|fakes|bench|e2e)/" },
    },
    {
      name: "client-knows-only-contracts",
      severity: "error",
      comment: "client/ is how others call us: it may import contracts/ and nothing else of ours.",
      from: { path: "^client/" },
      to: { path: "^(server|dashboard|fakes|bench|e2e)/" },
    },
    {
      name: "dashboard-is-one-more-client",
      severity: "error",
      comment: "dashboard/ may import client/ and contracts/. What it lacks is missing in the API: add it there.",
      from: { path: "^dashboard/" },
      to: { path: "^(server|fakes|bench|e2e)/" },
    },
    {
      name: "only-queries-call-the-api",
      severity: "error",
      comment: "Pages and components never fetch: state of the server comes from dashboard/src/queries/.",
      from: { path: "^dashboard/src/", pathNot: ["^dashboard/src/queries/", forTests] },
      to: { path: "^dashboard/src/api\\.ts$" },
    },
    {
      name: "components-only-show",
      severity: "error",
      comment: "A component is given what it shows. What asks for it belongs to a page.",
      from: { path: "^dashboard/src/components/" },
      to: { path: "^dashboard/src/(queries|pages|shell)/" },
    },
    {
      name: "fakes-know-nothing-of-the-server",
      severity: "error",
      comment: "fakes/ are other people's servers. They know neither our server nor our client.",
      from: { path: "^fakes/" },
      to: { path: "^(server|client|dashboard|bench|e2e)/" },
    },
    {
      name: "server-is-called-not-calling",
      severity: "error",
      comment: "server/ does not know its callers; only its tests use fakes/.",
      from: { path: "^server/", pathNot: forTests },
      to: { path: "^(client|dashboard|fakes|bench|e2e)/" },
    },
    {
      name: "e2e-stays-outside",
      severity: "error",
      comment: "e2e/ meets the program as its users do: started as a process, called over the network.",
      from: { path: "^e2e/" },
      to: { path: "^server/" },
    },
    {
      name: "no-cycles",
      severity: "error",
      comment: "Two files that need each other are one file, or a third one is missing. Types count too.",
      from: {},
      to: { circular: true },
    },
    {
      name: "resolvable",
      severity: "error",
      comment: "This import leads nowhere.",
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "(^|/)(dist|\\.cache)/" },
    tsConfig: { fileName: "tsconfig.json" },
    // Imports of types count: they are how rooms get to know each other.
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["source", "import", "node", "default", "types"],
      mainFields: ["module", "main", "types"],
    },
    builtInModules: { add: ["node:sqlite"] },
  },
};
