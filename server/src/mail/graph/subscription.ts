import { randomUUID, timingSafeEqual } from "node:crypto";
import type { Log } from "../../core/log.ts";
import type { ApiSettings, BackendNotes, CallOptions, PushHint } from "../../core/mail-backend.ts";
import { backoffDelay } from "../../core/backoff.ts";
import type { GraphApi, GraphOptions } from "./api.ts";
import type { Clock } from "../clock.ts";
import { isNotFound } from "./errors.ts";

/** What is told of a subscription, by the account. */
export interface SubscriptionView {
  id?: string;
  expirationDateTime?: string | null;
  state: {
    state: "creating" | "created" | "renewing" | "error";
    /** Epoch ms. */
    time: number;
    error: string | null;
    retryCount: number;
    createRetryCount: number;
  };
}

/** The note that holds a SubscriptionView, in JSON. */
export const SUBSCRIPTION_NOTE = "outlookSubscription";
/** What nobody else is told: the word that makes a notification credible, and where it goes. */
const SECRET_NOTE = "graph/subscription";

interface Secret {
  clientState: string;
  notificationUrl: string;
}

const LASTS_MS = 4230 * 60_000;
/** It is renewed when less is left. */
const RENEW_MS = 24 * 3_600_000;
/** Clocks differ. */
const SKEW_MS = 60_000;
const CHECK_MS = 3_600_000;
const RETRY = { firstMs: 30_000, capMs: 120_000, jitter: 0 };
const TRIES = 3;

export interface SubscriptionTools {
  api: GraphApi;
  settings: ApiSettings;
  notes: BackendNotes;
  clock: Clock;
  log: Log;
  account: string;
}

/**
 * The subscription that makes Graph tell of changes. It is a convenience: without it everything is found out a little later,
 * so that nothing here ever fails the account.
 */
export class Subscription {
  readonly #tools: SubscriptionTools;
  #view: SubscriptionView | undefined;
  #secret: Secret | undefined;
  #isForced = false;
  #poke = () => {};

  constructor(tools: SubscriptionTools) {
    this.#tools = tools;
  }

  async load(): Promise<void> {
    const { notes } = this.#tools;
    this.#view = readJson<SubscriptionView>(await notes.read(SUBSCRIPTION_NOTE), SUBSCRIPTION_NOTE);
    this.#secret = readJson<Secret>(await notes.read(SECRET_NOTE), SECRET_NOTE);
  }

  /** Whether a hint is from Graph, and about this subscription. */
  isOurs(hint: Extract<PushHint, { kind: "graph" | "graphLifecycle" }>): boolean {
    const { id } = this.#view ?? {};
    const { clientState } = this.#secret ?? {};
    if (id === undefined || clientState === undefined || hint.subscriptionId !== id) return false;
    const [given, own] = [Buffer.from(hint.clientState), Buffer.from(clientState)];
    return given.length === own.length && timingSafeEqual(given, own);
  }

  /** Graph wants it renewed. */
  renewSoon(): void {
    this.#isForced = true;
    this.#poke();
  }

  /** It is gone. */
  recreateSoon(): void {
    if (this.#view) this.#view = { state: this.#view.state };
    this.#poke();
  }

  /** Keeps it alive until aborted. `onCreated`: what happened before was not told. */
  async keep(signal: AbortSignal, onCreated: () => void): Promise<void> {
    const options = { signal, isBackground: true };
    while (!signal.aborted) {
      try {
        await this.#ensure(options, onCreated);
        await this.#rest(CHECK_MS, signal);
      } catch (error) {
        if (signal.aborted) return;
        this.#tools.log.warn({ err: error, account: this.#tools.account }, "The subscription can't be looked after");
        await this.#tools.clock.wait(RETRY.capMs, signal).catch(() => undefined);
      }
    }
  }

  /** Takes it back. */
  async withdraw(options: CallOptions): Promise<void> {
    await this.load();
    const { id } = this.#view ?? {};
    if (id !== undefined) await this.#delete(id, options);
    await this.#tools.notes.write([
      { key: SUBSCRIPTION_NOTE, value: null },
      { key: SECRET_NOTE, value: null },
    ]);
    this.#view = undefined;
    this.#secret = undefined;
  }

  /** Waits, or until somebody pokes. */
  async #rest(ms: number, signal: AbortSignal): Promise<void> {
    const awake = new AbortController();
    this.#poke = () => awake.abort();
    const both = AbortSignal.any([signal, awake.signal]);
    await this.#tools.clock.wait(ms, both).catch(() => undefined);
    this.#poke = () => {};
  }

  async #ensure(options: GraphOptions, onCreated: () => void): Promise<void> {
    const { notifications } = this.#tools.settings;
    if (!notifications) return;
    const now = this.#tools.clock.now();
    const { id, expirationDateTime } = this.#view ?? {};
    const left = Date.parse(expirationDateTime ?? "") - SKEW_MS - now;
    const isMoved = this.#secret?.notificationUrl !== notifications.notificationUrl;
    if (id !== undefined && left > 0 && !isMoved) {
      if (left >= RENEW_MS && !this.#isForced) return;
      if (await this.#try("renewing", options, () => this.#renew(id, options))) this.#isForced = false;
      if (this.#view?.id !== undefined) return;
    }
    if (id !== undefined && isMoved) await this.#delete(id, options);
    const isDone = await this.#try("creating", options, () => this.#create(options));
    if (!isDone) return;
    this.#isForced = false;
    onCreated();
  }

  /** Three tries; the next check is in an hour. */
  async #try(state: "creating" | "renewing", options: GraphOptions, work: () => Promise<void>): Promise<boolean> {
    const { clock, log, account } = this.#tools;
    for (let failures = 0; ; failures++) {
      const counts = {
        retryCount: state === "renewing" ? failures : 0,
        createRetryCount: state === "creating" ? failures : 0,
      };
      await this.#tell({ state, error: null, ...counts });
      try {
        await work();
        return true;
      } catch (error) {
        options.signal?.throwIfAborted();
        const text = error instanceof Error ? error.message : String(error);
        await this.#tell({ state: "error", error: text, ...counts });
        if (failures + 1 >= TRIES) {
          log.info(
            { account, reason: text },
            `${state === "creating" ? "Creating" : "Renewing"} a subscription failed`,
          );
          return false;
        }
        await clock.wait(backoffDelay(RETRY, failures + 1), options.signal);
      }
    }
  }

  async #create(options: GraphOptions): Promise<void> {
    const { api, settings, clock } = this.#tools;
    const { notifications } = settings;
    if (!notifications) return;
    const { notificationUrl, lifecycleUrl } = notifications;
    const secret = { clientState: randomUUID(), notificationUrl };
    const made = await api.request<{ id: string; expirationDateTime: string }>(
      {
        method: "POST",
        path: "subscriptions",
        isGlobal: true,
        isRepeatable: false,
        body: {
          changeType: "created,updated,deleted",
          notificationUrl,
          lifecycleNotificationUrl: lifecycleUrl,
          resource: `${api.mailboxPath}/messages`,
          expirationDateTime: new Date(clock.now() + LASTS_MS).toISOString(),
          clientState: secret.clientState,
        },
      },
      options,
    );
    this.#secret = secret;
    this.#view = { ...this.#viewNow(), id: made.id, expirationDateTime: iso(made.expirationDateTime) };
    await this.#tell({ state: "created", error: null, retryCount: 0, createRetryCount: 0 });
  }

  async #renew(id: string, options: GraphOptions): Promise<void> {
    const { api, clock } = this.#tools;
    const body = { expirationDateTime: new Date(clock.now() + LASTS_MS).toISOString() };
    try {
      const path = `subscriptions/${encodeURIComponent(id)}`;
      const renewed = await api.request<{ expirationDateTime: string }>(
        { method: "PATCH", path, isGlobal: true, body },
        options,
      );
      this.#view = { ...this.#viewNow(), id, expirationDateTime: iso(renewed.expirationDateTime) };
    } catch (error) {
      if (!isNotFound(error)) throw error;
      // There is none any more; another one is made.
      this.#view = { state: this.#viewNow().state };
    }
    await this.#tell({ state: "created", error: null, retryCount: 0, createRetryCount: 0 });
  }

  async #delete(id: string, options: GraphOptions): Promise<void> {
    const path = `subscriptions/${encodeURIComponent(id)}`;
    // It ends by itself before long.
    await this.#tools.api.request({ method: "DELETE", path, isGlobal: true }, options).catch(() => undefined);
  }

  #viewNow(): SubscriptionView {
    const time = this.#tools.clock.now();
    return this.#view ?? { state: { state: "creating", time, error: null, retryCount: 0, createRetryCount: 0 } };
  }

  async #tell(state: Omit<SubscriptionView["state"], "time">): Promise<void> {
    this.#view = { ...this.#view, state: { ...state, time: this.#tools.clock.now() } };
    const json = (value: object) => Buffer.from(JSON.stringify(value));
    await this.#tools.notes.write([
      { key: SUBSCRIPTION_NOTE, value: json(this.#view) },
      { key: SECRET_NOTE, value: this.#secret ? json(this.#secret) : null },
    ]);
  }
}

const iso = (time: string) => new Date(time).toISOString();

function readJson<T>(notes: ReadonlyMap<string, Uint8Array>, key: string): T | undefined {
  const value = notes.get(key);
  return value && (JSON.parse(Buffer.from(value).toString()) as T);
}
