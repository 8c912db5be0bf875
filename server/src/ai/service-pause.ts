/** Leaves a service alone that is gone or silent, so that mail is not held up by it over and over. */
export interface ServicePause {
  /** Whether `service` is left alone at this moment. */
  isOn(service: string): boolean;
  /** It answered, whatever it said, or it did not. Tells whether a pause begins. */
  note(service: string, hasAnswered: boolean): boolean;
}

/** Failures in a row. After a pause one more is enough for the next. */
const FAILURES = 3;
const PAUSE_MS = 60_000;

/** Another service begins with a clean slate. */
export function createServicePause(now: () => number): ServicePause {
  let service = "";
  let failures = 0;
  let until = 0;

  const isKnown = (asked: string) => asked === service;

  return {
    isOn: (asked) => isKnown(asked) && now() < until,
    note(asked, hasAnswered) {
      if (!isKnown(asked) || hasAnswered) {
        service = asked;
        failures = 0;
        until = 0;
      }
      if (hasAnswered) return false;
      failures++;
      if (failures < FAILURES || now() < until) return false;
      until = now() + PAUSE_MS;
      return true;
    },
  };
}
