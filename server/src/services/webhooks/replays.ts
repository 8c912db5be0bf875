import {
  cancelReplay as cancelPromise,
  getReplay as getPromise,
  listReplays as listPromise,
  startReplay as startPromise,
  type WebhookReplay as ReplayView,
} from "@posthorn/contracts/webhook-log";
import { PosthornError } from "../../core/errors.ts";
import { timeSortedId } from "../../core/ids.ts";
import { accountOfEndpoint, DEFAULT_ENDPOINT } from "../../core/webhook-endpoint.ts";
import { enqueueJobs } from "../../queue/enqueue.ts";
import { findLogState, findNewestPosition, isAfter } from "../../storage/event-positions.ts";
import { positionBefore } from "../../storage/events.ts";
import {
  countRunningReplays,
  findReplay,
  insertReplay,
  listReplays as findReplays,
  updateReplay,
  type WebhookReplay,
} from "../../storage/webhook-replays.ts";
import { startAfter } from "../events/read-log.ts";
import { pageOf } from "../paging.ts";
import { verb } from "../verb.ts";
import { requireEndpoint } from "./find-endpoint.ts";

/** Times of events and their order differ by less. */
const CLOCK_SLACK_MS = 60_000;

const replayNotFound = () =>
  new PosthornError("not_found", "Requested replay was not found", { code: "ReplayNotFound" });

export const startReplay = verb(startPromise, async (ctx, { params, body }) => {
  const { endpoint } = await requireEndpoint(ctx, ctx.storage, params.endpoint);
  const ofAccount = accountOfEndpoint(endpoint.id);
  const id = ofAccount === null ? endpoint.id : DEFAULT_ENDPOINT;
  const { events } = body;
  const accounts = ofAccount === null ? body.accounts : [ofAccount];
  const since = body.since === undefined ? undefined : Date.parse(body.since);
  const until = body.until === undefined ? undefined : Date.parse(body.until);
  const now = ctx.now();
  const log = await findLogState(ctx.storage);
  const after = (await startAfter(ctx.storage, body.after, "body.after")).after ?? log.deleted;
  const first = since === undefined ? null : await positionBefore(ctx.storage, since - CLOCK_SLACK_MS);
  const replay: WebhookReplay = {
    id: timeSortedId(now),
    endpoint: id,
    state: "running",
    wanted: {
      ...(since !== undefined && { since }),
      ...(until !== undefined && { until }),
      ...(events && { events }),
      ...(accounts && { accounts }),
    },
    position: first !== null && isAfter(first, after) ? first : after,
    end: await findNewestPosition(ctx.storage),
    deliveries: 0,
    createdAt: now,
    finishedAt: null,
  };
  await ctx.storage.transaction(async (tx) => {
    if ((await countRunningReplays(tx, id)) > 0)
      throw new PosthornError("conflict", "A replay to this endpoint is running already", { code: "ReplayRunning" });
    await insertReplay(tx, replay);
    await enqueueJobs(
      tx,
      [{ kind: "webhook-replay", lane: replay.id, share: id, payload: { replay: replay.id } }],
      now,
    );
  });
  await ctx.storage.durable();
  return replayView(replay);
});

export const listReplays = verb(listPromise, async (ctx, { query }) => {
  const paging = pageOf(query);
  const { total, replays } = await findReplays(ctx.storage, { endpoint: query.endpoint, ...paging.range });
  return { ...paging.of(total), replays: replays.map(replayView) };
});

export const getReplay = verb(getPromise, async (ctx, { params }) => {
  const replay = await findReplay(ctx.storage, params.replay);
  if (replay === undefined) throw replayNotFound();
  return replayView(replay);
});

export const cancelReplay = verb(cancelPromise, async (ctx, { params }) => {
  if ((await findReplay(ctx.storage, params.replay)) === undefined) throw replayNotFound();
  const cancelled = await updateReplay(ctx.storage, params.replay, { state: "cancelled", finishedAt: ctx.now() });
  await ctx.storage.durable();
  return { id: params.replay, cancelled };
});

const iso = (at: number | null | undefined) => (at === null || at === undefined ? null : new Date(at).toISOString());

const replayView = ({ id, endpoint, state, wanted, deliveries, createdAt, finishedAt }: WebhookReplay): ReplayView => ({
  id,
  endpoint,
  state,
  since: iso(wanted.since),
  until: iso(wanted.until),
  events: wanted.events ? [...wanted.events] : null,
  accounts: wanted.accounts ? [...wanted.accounts] : null,
  deliveries,
  created: new Date(createdAt).toISOString(),
  finished: iso(finishedAt),
});
