import type { Meter } from "../../core/meter.ts";
import { type Consumer, createConsumer } from "../../queue/consumer.ts";
import { ALERT_RULES_TOPIC } from "../../storage/alert-rules.ts";
import { lookAtAlertRules } from "./look.ts";
import type { LookDeps } from "./look-deps.ts";
import { type TellDeps, tellLane } from "./tell.ts";

export interface AlertWatch {
  start(): void;
  stop(): Promise<void>;
}

const LOOK_EVERY_MS = 60_000;

/** Looks at the rules once a minute, and at once at those that are new or changed; of several nodes one looks at each. */
export function createAlertWatch(deps: LookDeps): AlertWatch {
  const { storage, log } = deps;
  const stops: (() => void)[] = [];
  let running: Promise<void> = Promise.resolve();
  let isLookedFor = false;
  let isStopping = false;

  /** Several reasons to look, while one looks, come to one more look. */
  function look(): void {
    if (isLookedFor || isStopping) return;
    isLookedFor = true;
    running = running
      .then(() => {
        isLookedFor = false;
        return isStopping ? undefined : lookAtAlertRules(deps);
      })
      .catch((error: unknown) => log.warn({ err: error }, "Alert rules could not be read; the next look follows"));
  }

  return {
    start() {
      const timer = setInterval(look, LOOK_EVERY_MS).unref();
      stops.push(
        () => clearInterval(timer),
        storage.onHint((topic) => {
          if (topic === ALERT_RULES_TOPIC) look();
        }),
      );
      look();
    },
    async stop() {
      isStopping = true;
      for (const stop of stops.splice(0)) stop();
      await running;
    },
  };
}

/** Tells the targets of rules that are no mailboxes: webhooks and chats. Email goes through the outbox. */
export function createAlertTelling(
  options: TellDeps & { owner: string; meter: Pick<Meter, "alertTelling" | "leaseLost"> },
): Consumer {
  const { storage, log, owner, meter } = options;
  return createConsumer({
    storage,
    log,
    owner,
    kind: "alert-telling",
    onLeaseLost: () => meter.leaseLost("alert-telling"),
    lanes: 8,
    lanesPerShare: 1,
    jobsPerLane: 10,
    work: (lane, signal) => tellLane(options, lane, signal),
  });
}
