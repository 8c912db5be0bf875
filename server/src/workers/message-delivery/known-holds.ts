import type { Log } from "../../core/log.ts";
import { domainsOf, scopeTo, type SendingScope } from "../../core/waiting.ts";
import { findHold, holdTopic, listHolds, type SendingHold } from "../../storage/sending-holds.ts";
import type { Storage } from "../../storage/storage.ts";

/**
 * The holds of all nodes, in memory: every delivery asks, and there are hardly ever any. What another node changes is
 * known when its hint arrives, at the latest with the next `refresh`.
 */
export interface KnownHolds {
  /** The hold of a scope, also one whose time is over. */
  of(scope: SendingScope): SendingHold | undefined;
  /** Those that a message has to do with: of the whole server that it is handed to, and of its domains there. */
  among(scope: SendingScope, envelope: { to: readonly string[] }): SendingHold[];
  /** Takes in at once what was written here. */
  note(hold: SendingHold): void;
  forget(scope: SendingScope): void;
  /** Looks for what other processes changed. */
  refresh(): Promise<void>;
  close(): void;
}

export function createKnownHolds(storage: Storage, log: Log): KnownHolds {
  let holds = new Map<SendingScope, SendingHold>();
  const prefix = holdTopic("" as SendingScope);

  async function look(scope: SendingScope): Promise<void> {
    const hold = await findHold(storage, scope);
    if (hold) holds.set(scope, hold);
    else holds.delete(scope);
  }

  const stopListening = storage.onHint((topic) => {
    if (!topic.startsWith(prefix)) return;
    look(topic.slice(prefix.length) as SendingScope).catch((error: unknown) =>
      log.warn({ err: error }, "A hold on sending could not be read and will be looked for again"),
    );
  });

  return {
    of: (scope) => holds.get(scope),
    among: (scope, envelope) =>
      holds.size === 0
        ? []
        : [scope, ...domainsOf(envelope).map((domain) => scopeTo(scope, domain))].flatMap(
            (one) => holds.get(one) ?? [],
          ),
    note: (hold) => void holds.set(hold.scope, hold),
    forget: (scope) => void holds.delete(scope),
    async refresh() {
      holds = new Map((await listHolds(storage)).map((hold) => [hold.scope, hold]));
    },
    close: stopListening,
  };
}
