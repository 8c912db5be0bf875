import {
  type AiSampleEntry,
  createAiSample as createPromise,
  deleteAiSample as deletePromise,
  getAiSample as getPromise,
  listAiSamples as listPromise,
  MOST_AI_SAMPLES,
  updateAiSample as updatePromise,
} from "@posthorn/contracts/ai";
import { PosthornError } from "../../core/errors.ts";
import { timeSortedId } from "../../core/ids.ts";
import {
  type AiSampleRecord,
  deleteAiSample as forgetSample,
  findAiSample,
  insertAiSample,
  listAiSamples as findSamples,
  updateAiSample as changeSample,
} from "../../storage/ai-samples.ts";
import type { Db } from "../../storage/storage.ts";
import { verb } from "../verb.ts";
import { loadMessage } from "./load-message.ts";
import { sampleOfMessage } from "./sample-message.ts";

export const listAiSamples = verb(listPromise, async (ctx) => ({
  samples: (await findSamples(ctx.storage)).map(entryOf),
}));

/** Keeps what is given, or a copy of a message, which may go meanwhile. */
export const createAiSample = verb(createPromise, async (ctx, { body }, { signal }) => {
  const { name, account = "", message = "" } = body;
  const content = body.content ?? sampleOfMessage(await loadMessage(ctx, { account, message }, signal));
  const createdAt = ctx.now();
  const id = timeSortedId(createdAt);
  const isKept = await ctx.storage.transaction((tx) =>
    insertAiSample(tx, { id, name, content, createdAt }, MOST_AI_SAMPLES),
  );
  if (!isKept)
    throw new PosthornError("conflict", `There are ${MOST_AI_SAMPLES} samples already`, { code: "TooManySamples" });
  return { created: true, id };
});

export const getAiSample = verb(getPromise, async (ctx, { params }) => {
  const { content, ...sample } = await requireSample(ctx.storage, params.sample);
  return { ...entryOf(sample), content };
});

/** Changes what is named; what the mail says is replaced as a whole. */
export const updateAiSample = verb(updatePromise, async (ctx, { params, body }) => {
  const updated = await ctx.storage.transaction((tx) => changeSample(tx, params.sample, body, ctx.now()));
  if (!updated) throw sampleNotFound();
  return { updated, id: params.sample };
});

/** Deletes the sample; that there is none is no fault. */
export const deleteAiSample = verb(deletePromise, async (ctx, { params }) => ({
  deleted: await ctx.storage.transaction((tx) => forgetSample(tx, params.sample)),
  id: params.sample,
}));

/** The sample; throws `not_found`. */
export async function requireSample(db: Db, id: string): Promise<AiSampleRecord> {
  const sample = await findAiSample(db, id);
  if (sample === undefined) throw sampleNotFound();
  return sample;
}

const sampleNotFound = () =>
  new PosthornError("not_found", "Requested sample was not found", { code: "SampleNotFound" });

const entryOf = ({ id, name, createdAt, updatedAt }: Omit<AiSampleRecord, "content">): AiSampleEntry => ({
  id,
  name,
  created: new Date(createdAt).toISOString(),
  ...(updatedAt !== null && { updated: new Date(updatedAt).toISOString() }),
});
