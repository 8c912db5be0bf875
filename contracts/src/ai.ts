import type { Static } from "typebox";
import Type from "typebox";
import { contract } from "./contract.ts";
import {
  AccountId,
  ListOrOne,
  MessageId,
  Nullable,
  OneOf,
  OpenObject,
  Page,
  paged,
  PageSize,
  Strict,
  Timestamp,
  Trimmed,
} from "./schemas.ts";
import { REASONING_EFFORTS } from "./settings.ts";

/** For so many days it is told what language models used. */
export const AI_USAGE_DAYS = 400;
/** So many samples may be kept. */
export const MOST_AI_SAMPLES = 100;

const onAi = { tag: "AI", scope: "api" } as const;

/** A day of UTC. */
const Day = Type.String({ format: "date" });

const usage = {
  /** How often a model was asked. */
  calls: Type.Integer(),
  /** Of these, how often there was no answer, or none that could be used. */
  failed: Type.Integer(),
  /** How many answers came without a count of tokens. */
  withoutUsage: Type.Integer(),
  /** As the service counts. */
  promptTokens: Type.Integer(),
  completionTokens: Type.Integer(),
};

const AiUsageTotals = Type.Object(usage, { $id: "AiUsageTotals" });
export type AiUsageTotals = Static<typeof AiUsageTotals>;

export const AiUsage = Type.Object(
  {
    from: Day,
    to: Day,
    totals: AiUsageTotals,
    /** Accounts that are on other pages are counted, too. */
    ...paged,
    /** The one with the most tokens first; `account` is null for trials of prompts that belong to none. */
    accounts: Type.Array(Type.Object({ account: Nullable(Type.String()), ...usage }, { $id: "AiUsageOfAccount" })),
    /** The one with the most tokens first, 100 at most. */
    models: Type.Array(Type.Object({ model: Type.String(), ...usage }, { $id: "AiUsageOfModel" })),
    /** The oldest first; days without calls are left out. */
    days: Type.Array(Type.Object({ day: Day, ...usage }, { $id: "AiUsageOfDay" })),
  },
  { $id: "AiUsage" },
);
export type AiUsage = Static<typeof AiUsage>;

export const getAiUsage = contract({
  ...onAi,
  method: "GET",
  path: "/v1/ai/usage",
  operationId: "getAiUsage",
  summary: "Tell how often language models were asked, and for how many tokens",
  action: "read",
  group: "diagnostics",
  boundBy: "query.account",
  query: Strict({
    /** The first and the last day, by UTC: the last 30, if not given. */
    from: Type.Optional(Day),
    to: Type.Optional(Day),
    /** Counts what was asked for this account alone. */
    account: Type.Optional(AccountId),
    page: Page,
    pageSize: PageSize,
  }),
  check: ({ query: { from, to } }) =>
    from !== undefined && to !== undefined && from > to
      ? [{ message: '"from" must be before "to"', key: "from", path: "query.from" }]
      : [],
  response: AiUsage,
});

export const AiDefaults = Type.Object(
  {
    /** Where the model is asked, if `openAiAPIUrl` is blank. */
    url: Type.String(),
    model: Type.String(),
    prompt: Type.String(),
    maxTokens: Type.Integer(),
  },
  { $id: "AiDefaults" },
);
export type AiDefaults = Static<typeof AiDefaults>;

export const getAiDefaults = contract({
  ...onAi,
  method: "GET",
  path: "/v1/ai/defaults",
  operationId: "getAiDefaults",
  summary: "Tell what counts where the settings of summaries are blank",
  action: "read",
  group: "settings",
  response: AiDefaults,
});

const address = Strict({
  name: Type.Optional(Type.String({ maxLength: 1000 })),
  address: Type.Optional(Type.String({ maxLength: 1000 })),
});
const addresses = Type.Optional(ListOrOne(address, { maxItems: 50 }));

/** The longest text of a sample, in characters. */
export const SAMPLE_TEXT_LENGTH = 262_144;

/** A mail, as far as a model may get to see it. */
export const AiSampleContent = Strict(
  {
    subject: Type.Optional(Type.String({ maxLength: 10_240 })),
    from: Type.Optional(address),
    replyTo: addresses,
    to: addresses,
    cc: addresses,
    date: Type.Optional(Timestamp()),
    text: Type.Optional(Type.String({ maxLength: SAMPLE_TEXT_LENGTH })),
    html: Type.Optional(Type.String({ maxLength: SAMPLE_TEXT_LENGTH })),
    /** By their names in lower case. */
    headers: Type.Optional(
      Type.Unsafe<Record<string, string[]>>({
        type: "object",
        additionalProperties: { type: "array", maxItems: 50, items: { type: "string", maxLength: 10_000 } },
      }),
    ),
    attachments: Type.Optional(
      Type.Array(
        Strict({
          filename: Type.Optional(Type.String({ maxLength: 1000 })),
          contentType: Type.Optional(Type.String({ maxLength: 1000 })),
          encodedSize: Type.Optional(Type.Integer({ minimum: 0 })),
        }),
        { maxItems: 50 },
      ),
    ),
  },
  { $id: "AiSampleContent" },
);
export type AiSampleContent = Static<typeof AiSampleContent>;

const SampleId = Type.String({ minLength: 1, maxLength: 100 });
const name = Trimmed({ minLength: 1, maxLength: 256 });
const entry = {
  id: SampleId,
  name: Type.String(),
  created: Timestamp(),
  updated: Type.Optional(Timestamp()),
};

const AiSampleEntry = Type.Object(entry, { $id: "AiSampleEntry" });
export type AiSampleEntry = Static<typeof AiSampleEntry>;

export const AiSample = Type.Object({ ...entry, content: AiSampleContent }, { $id: "AiSample" });
export type AiSample = Static<typeof AiSample>;

const onSamples = { ...onAi, group: "message" } as const;
const SampleRoute = Strict({ sample: SampleId });

/** So many headers a sample may have. */
const MOST_HEADERS = 200;

const faultsOfContent = (content: AiSampleContent | undefined) =>
  Object.keys(content?.headers ?? {}).length > MOST_HEADERS
    ? [
        {
          key: "headers",
          path: "body.content.headers",
          message: `"headers" must have at most ${MOST_HEADERS} items`,
        },
      ]
    : [];

interface Source {
  account?: string | undefined;
  message?: string | undefined;
  sample?: string | undefined;
  content?: AiSampleContent | undefined;
}

/** A message is named with its account; of several sources only one makes sense. */
function faultsOfSource({ account, message, sample, content }: Source) {
  const given = Object.entries({ message, sample, content }).filter(([, value]) => value !== undefined);
  const fault = (key: string, what: string) => ({ key, path: `body.${key}`, message: `"${key}" ${what}` });
  if (given.length === 0) return [fault("content", "is required")];
  if (message !== undefined && account === undefined) return [fault("account", "is required")];
  const tooMany = given.slice(1).map(([key]) => fault(key, `is not allowed together with "${given[0]?.[0]}"`));
  return [...tooMany, ...faultsOfContent(content)];
}

export const listAiSamples = contract({
  ...onSamples,
  method: "GET",
  path: "/v1/ai/samples",
  operationId: "listAiSamples",
  summary: "List the mails that are kept to try prompts on, by name",
  action: "read",
  response: Type.Object(
    { samples: Type.Array(AiSampleEntry, { $id: "AiSampleEntries" }) },
    { $id: "AiSamplesResponse" },
  ),
});

export const createAiSample = contract({
  ...onSamples,
  method: "POST",
  path: "/v1/ai/samples",
  operationId: "createAiSample",
  summary: "Keep a mail to try prompts on",
  action: "write",
  alsoFailsWith: ["409"],
  bodyLimit: "large",
  body: Strict(
    {
      name,
      /** What the mail says; or else a message of an account, of which a copy is kept. */
      content: Type.Optional(AiSampleContent),
      account: Type.Optional(AccountId),
      message: Type.Optional(MessageId),
    },
    { $id: "CreateAiSample" },
  ),
  check: ({ body }) => faultsOfSource(body),
  response: Type.Object({ created: Type.Boolean(), id: SampleId }, { $id: "CreateAiSampleResponse" }),
});

export const getAiSample = contract({
  ...onSamples,
  method: "GET",
  path: "/v1/ai/samples/:sample",
  operationId: "getAiSample",
  summary: "Get a mail that is kept to try prompts on",
  action: "read",
  params: SampleRoute,
  response: AiSample,
});

export const updateAiSample = contract({
  ...onSamples,
  method: "PUT",
  path: "/v1/ai/samples/:sample",
  operationId: "updateAiSample",
  summary: "Change a mail that is kept to try prompts on",
  action: "write",
  bodyLimit: "large",
  params: SampleRoute,
  body: Strict(
    {
      name: Type.Optional(name),
      /** Takes the place of all that the mail said. */
      content: Type.Optional(AiSampleContent),
    },
    { $id: "UpdateAiSample" },
  ),
  check: ({ body }) => faultsOfContent(body.content),
  response: Type.Object({ updated: Type.Boolean(), id: SampleId }, { $id: "UpdateAiSampleResponse" }),
});

export const deleteAiSample = contract({
  ...onSamples,
  method: "DELETE",
  path: "/v1/ai/samples/:sample",
  operationId: "deleteAiSample",
  summary: "Delete a mail that is kept to try prompts on",
  action: "destructive",
  params: SampleRoute,
  response: Type.Object({ deleted: Type.Boolean(), id: SampleId }, { $id: "DeleteAiSampleResponse" }),
});

/** Why there is no summary. */
export const AI_FAULTS = [
  "notConfigured",
  "noText",
  "heldBack",
  "functionFailed",
  "refused",
  "limited",
  "unavailable",
  "timeout",
  "invalid",
] as const;
export type AiFaultKind = (typeof AI_FAULTS)[number];

export const AiTrial = Type.Object(
  {
    /** What `messageNew` would have told. */
    summary: Nullable(OpenObject()),
    fault: Nullable(Type.Object({ kind: OneOf(AI_FAULTS), message: Type.String() }, { $id: "AiFault" })),
    /** What the model wrote, where it could not be used. */
    raw: Nullable(Type.String()),
    model: Type.String(),
    /** Tokens, where the service tells them. */
    usage: Nullable(
      Type.Object({ promptTokens: Type.Integer(), completionTokens: Type.Integer() }, { $id: "AiTokens" }),
    ),
    durationMs: Type.Integer(),
  },
  { $id: "AiTrial" },
);
export type AiTrial = Static<typeof AiTrial>;

/** For so long an answer of a model is waited for. */
export const AI_TRIAL_MS = 120_000;

const TryPrompt = Strict(
  {
    /** With `message` it is that message's; else it is the one for which the call counts. */
    account: Type.Optional(AccountId),
    message: Type.Optional(MessageId),
    sample: Type.Optional(SampleId),
    content: Type.Optional(AiSampleContent),
    /** These take the place of the settings for this call; null is as if the setting were blank. */
    prompt: Type.Optional(Nullable(Type.String({ maxLength: 1_048_576 }))),
    model: Type.Optional(Nullable(Type.String({ maxLength: 256 }))),
    temperature: Type.Optional(Nullable(Type.Number({ minimum: 0, maximum: 2 }))),
    topP: Type.Optional(Nullable(Type.Number({ minimum: 0, maximum: 1 }))),
    maxTokens: Type.Optional(Nullable(Type.Number({ minimum: 0 }))),
    reasoningEffort: Type.Optional(Nullable(OneOf(REASONING_EFFORTS))),
    preProcessingFn: Type.Optional(Nullable(Type.String({ maxLength: 524_288 }))),
  },
  { $id: "TryPrompt" },
);
export type TryPrompt = Static<typeof TryPrompt>;

export const tryPrompt = contract({
  ...onAi,
  method: "POST",
  path: "/v1/ai/try",
  operationId: "tryPrompt",
  summary: "Have the language model summarise one mail, with other values than those of the settings",
  action: "write",
  group: "settings",
  bodyLimit: "large",
  body: TryPrompt,
  check: ({ body }) => faultsOfSource(body),
  waitsMs: () => AI_TRIAL_MS,
  response: AiTrial,
});
