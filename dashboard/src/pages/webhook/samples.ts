import { EVENT_SAMPLES } from "@posthorn/contracts/event-samples";
import { EVENT_NAMES } from "@posthorn/contracts/events";
import type { LoggedEvent } from "@posthorn/contracts/event-log";

/** What an endpoint can be tried with: an event `test`, which receivers may ignore, or an example of a real one. */
export const SAMPLE_NAMES = ["test", ...EVENT_NAMES] as const;
export type SampleName = (typeof SAMPLE_NAMES)[number];

const TEST = {
  serviceUrl: null,
  account: null,
  date: "2026-03-04T08:15:30.250Z",
  event: "test",
  data: { hello: "there" },
};

const pretty = (value: unknown) => JSON.stringify(value, null, 2);

/** The example as text to be changed. */
export const sampleText = (name: SampleName): string => pretty(name === "test" ? TEST : EVENT_SAMPLES[name]);

/** An event of the log as a webhook would tell it. */
export function eventText({ id: _id, cursor: _cursor, ...body }: LoggedEvent): string {
  return pretty(body);
}

/** The object that a text of JSON stands for; undefined for anything else. */
export function objectIn(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    return isObject ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
