import type { ListenerName, ListenerState } from "../../core/listener-state.ts";

/** How the ports fare that settings open and close. Written by the doors, read by whoever is asked. */
export interface ListenerStates {
  note(name: ListenerName, state: ListenerState): void;
  /** Those that are wanted, or were. */
  all(): ReadonlyMap<ListenerName, ListenerState>;
}

export function createListenerStates(
  onChange: (name: ListenerName, state: ListenerState) => void = () => {},
): ListenerStates {
  const states = new Map<ListenerName, ListenerState>();
  return {
    note(name, state) {
      states.set(name, state);
      onChange(name, state);
    },
    all: () => states,
  };
}
