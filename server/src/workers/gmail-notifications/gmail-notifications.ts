import { gmailPushOf } from "../../core/gmail-push.ts";
import type { OAuth2App } from "../../core/oauth2-app.ts";
import { listOAuth2Apps, OAUTH2_APPS_TOPIC } from "../../storage/oauth2-apps.ts";
import { listenForApp, type ListenDeps } from "./listen.ts";

export interface GmailNotifications {
  start(): void;
  stop(): Promise<void>;
}

/** Applications that were added, changed or removed by another process are noticed this soon. */
const RECONCILE_EVERY_MS = 30_000;

/**
 * Listens for every application that listens to Google's Pub/Sub, each by itself. One that changes begins anew, as does one
 * that Google is to call elsewhere; what was arranged for one that is gone is taken down by who deleted it.
 */
export function createGmailNotifications(deps: ListenDeps): GmailNotifications {
  const listening = new Map<string, { version: string; abort: AbortController; done: Promise<void> }>();
  let timer: NodeJS.Timeout | undefined;
  let stopHearing = () => {};
  let isStopping = false;
  let isWanted = false;
  let running: Promise<void> | null = null;

  const pushOf = (app: OAuth2App) => gmailPushOf(app, deps.baseUrl());
  const versionOf = (app: OAuth2App | undefined) => app && `${app.updated ?? app.created} ${pushOf(app)?.endpoint}`;

  /** One look at a time; a look asked for meanwhile follows at once. */
  function reconcile(): void {
    isWanted = true;
    running ??= (async () => {
      while (isWanted && !isStopping) {
        isWanted = false;
        await reconcileOnce().catch((error: unknown) =>
          deps.log.warn({ err: error }, "OAuth2 applications can't be looked up right now"),
        );
      }
      running = null;
    })();
  }

  async function reconcileOnce(): Promise<void> {
    const current = new Map((await listOAuth2Apps(deps.storage)).filter(canListen).map((app) => [app.id, app]));
    const stale = [...listening].filter(([id, { version }]) => versionOf(current.get(id)) !== version);
    await Promise.all(stale.map(([id]) => end(id)));
    if (isStopping) return;
    for (const app of current.values()) {
      if (listening.has(app.id)) continue;
      const abort = new AbortController();
      const done = listenForApp(deps, app, pushOf(app), abort.signal);
      listening.set(app.id, { version: versionOf(app) ?? "", abort, done });
    }
  }

  async function end(id: string): Promise<void> {
    const one = listening.get(id);
    one?.abort.abort();
    await one?.done;
    listening.delete(id);
  }

  return {
    start() {
      stopHearing = deps.storage.onHint((topic) => {
        if (topic === OAUTH2_APPS_TOPIC) reconcile();
      });
      timer = setInterval(reconcile, RECONCILE_EVERY_MS);
      timer.unref();
      reconcile();
    },
    async stop() {
      isStopping = true;
      stopHearing();
      clearInterval(timer);
      await running;
      await Promise.all([...listening.keys()].map(end));
    },
  };
}

const canListen = ({ provider, baseScopes, googleProjectId }: OAuth2App) =>
  provider === "gmailService" && baseScopes === "pubsub" && googleProjectId !== null;
