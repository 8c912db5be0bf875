import type { Readable } from "node:stream";
import type { AccountStateChange, ChangeType, ListenerStateChange, StateChange } from "@posthorn/contracts/changes";
import { stateLabel } from "@posthorn/contracts/state-label";
import type { ListenerName, ListenerState } from "../../core/listener-state.ts";
import type { Log } from "../../core/log.ts";
import { type AccountCondition, findAccountConditions, listAccountConditions } from "../../storage/accounts.ts";
import type { Storage } from "../../storage/storage.ts";
import type { Listener, LiveCalls } from "../streams/live-calls.ts";
import { StateStream } from "./stream.ts";
import { ToldLog } from "./told.ts";

/**
 * Tells whoever listens how accounts and ports fare, as server-sent events. The hint
 * `state:<account>` makes it look the account up; a hint that gets lost is a message that is not
 * sent, and several in a row may become one: the newest state is what counts.
 */
export interface StateFeed {
  /** A stream that lasts until `signal` aborts, what let the caller in has ended, or the feed closes. */
  open(interest: StateInterest, listener: Listener, signal: AbortSignal): Readable;
  /** Tells how a port fares. */
  noteListener(name: ListenerName, state: ListenerState): void;
  close(): void;
}

export interface StateInterest {
  account?: string | undefined;
  types?: readonly ChangeType[] | undefined;
  /**
   * The id that the caller saw last. It gets what was told since; where that is not known any more,
   * how everything fares that it is interested in.
   */
  lastSeen?: string | undefined;
}

interface Message {
  account: string | null;
  type: ChangeType;
  data: string;
}

const ACCOUNTS_AT_ONCE = 500;
/** Messages that a reader may have missed and still gets. */
const MOST_TOLD_AGAIN = 1000;
/** Changes are followed for so long after the last reader left, since it may come back. */
const FOLLOW_ON_MS = 5 * 60_000;

export function createStateFeed(options: {
  storage: Storage;
  liveCalls: LiveCalls;
  log: Log;
  /** The first line of each stream. */
  greeting: string;
  now(): number;
}): StateFeed {
  const { storage, liveCalls, log, greeting, now } = options;
  const streams = new Map<StateStream, StateInterest>();
  const told = new ToldLog<Message>(MOST_TOLD_AGAIN);
  const changed = new Set<string>();
  const ports = new Map<ListenerName, ListenerState>();
  let isFollowing = false;
  let isTelling = false;
  /** Accounts are looked up one query after the other, so that nothing older is told after something newer. */
  let lookUp: Promise<unknown> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;

  const stopListening = storage.onHint((topic) => {
    if (!isFollowing || !topic.startsWith("state:")) return;
    changed.add(topic.slice("state:".length));
    void tellChanged();
  });

  async function tellChanged(): Promise<void> {
    if (isTelling) return;
    isTelling = true;
    try {
      while (changed.size > 0) {
        const ids = [...changed].slice(0, ACCOUNTS_AT_ONCE);
        for (const id of ids) changed.delete(id);
        await inTurn(async () => {
          for (const account of await findAccountConditions(storage, ids)) tell(ofAccount(account));
        });
      }
    } catch (error) {
      log.warn({ err: error }, "Changed accounts can't be looked up right now");
    } finally {
      isTelling = false;
    }
  }

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = lookUp.then(work);
    lookUp = done.catch(() => undefined);
    return done;
  }

  function tell(message: Message): void {
    const id = told.note(message);
    for (const [stream, interest] of streams)
      if (isOf(interest, message)) stream.tell(keyOf(message), message.data, now(), id);
  }

  /** Tells one reader what it may have missed: all of it, where it is known, or how everything fares now. */
  async function catchUp(stream: StateStream, interest: StateInterest, lastSeen: string): Promise<void> {
    const missed = told.since(lastSeen);
    if (missed !== null) {
      for (const { id, what } of missed) if (isOf(interest, what)) stream.tell(keyOf(what), what.data, now(), id);
      return;
    }
    // Until all is told there are no ids, so that a reader who leaves before gets it once more.
    stream.holdIdsBack();
    const tellOne = (message: Message) => {
      if (isOf(interest, message)) stream.tell(keyOf(message), message.data, now(), null);
    };
    for (const [name, state] of ports) tellOne(ofPort(name, state));
    let after: string | null = "";
    while (after !== null && !stream.destroyed) {
      const from: string = after;
      const { account } = interest;
      after = await inTurn(async () => {
        const portion =
          account === undefined
            ? await listAccountConditions(storage, from, ACCOUNTS_AT_ONCE)
            : await findAccountConditions(storage, [account]);
        for (const condition of portion) tellOne(ofAccount(condition));
        return portion.length < ACCOUNTS_AT_ONCE ? null : (portion.at(-1)?.id ?? null);
      });
      await stream.drained();
    }
    stream.giveIds(told.newest);
  }

  function follow(): void {
    clearTimeout(timer);
    if (isFollowing) return;
    isFollowing = true;
    told.begin();
  }

  function forget(stream: StateStream): void {
    streams.delete(stream);
    if (streams.size > 0) return;
    timer = setTimeout(() => {
      isFollowing = false;
      changed.clear();
    }, FOLLOW_ON_MS).unref();
  }

  return {
    open(interest, listener, signal) {
      follow();
      const stream = new StateStream(greeting, now());
      streams.set(stream, interest);
      const leave = liveCalls.add(stream, listener);
      stream.once("close", () => {
        leave();
        forget(stream);
      });
      if (signal.aborted) stream.destroy();
      else signal.addEventListener("abort", () => stream.destroy(), { once: true });
      if (interest.lastSeen !== undefined)
        void catchUp(stream, interest, interest.lastSeen).catch((error: unknown) => {
          log.warn({ err: error }, "Accounts can't be looked up right now");
          stream.end();
        });
      return stream;
    },
    noteListener(name, state) {
      ports.set(name, state);
      if (isFollowing) tell(ofPort(name, state));
    },
    close() {
      clearTimeout(timer);
      stopListening();
    },
  };
}

const isOf = ({ account, types }: StateInterest, message: Message) =>
  (account === undefined || account === message.account) && (types === undefined || types.includes(message.type));

/** Of two messages with the same key the newer one counts. */
const keyOf = ({ account, type }: Message) => (account === null ? type : `account ${account}`);

function ofAccount({ id, state, lastError }: AccountCondition): Message {
  const label = stateLabel(state, lastError);
  const payload = label.type === "danger" && lastError !== null ? { error: lastError } : null;
  const change: AccountStateChange = { account: id, type: "state", key: state, payload, stateLabel: label };
  return messageOf(id, change);
}

function ofPort(name: ListenerName, state: ListenerState): Message {
  const failure = state.name === "failed" ? state.error : null;
  const change: ListenerStateChange = {
    type: `${name}State`,
    key: state.name,
    payload: failure === null ? null : { error: { response: failure } },
    stateLabel: {
      type: PORT_COLOURS[state.name],
      name: state.name,
      ...(failure !== null && { error: failure }),
    },
  };
  return messageOf(null, change);
}

const PORT_COLOURS = { disabled: "neutral", listening: "success", failed: "danger" } as const;

const messageOf = (account: string | null, change: StateChange): Message => ({
  account,
  type: change.type,
  data: JSON.stringify(change),
});
