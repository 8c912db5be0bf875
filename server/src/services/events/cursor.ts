import { PosthornError } from "../../core/errors.ts";
import type { Position } from "../../storage/event-positions.ts";

const CURSOR = /^([0-9a-z]{8})_([0-9a-z]{1,11})_([0-9a-z]{1,11})$/;

/** A place in the log named `log`, as its readers keep it. */
export const cursorOf = (log: string, { xid, seq }: Position) => `${log}_${xid.toString(36)}_${seq.toString(36)}`;

/** The place that a cursor of the log named `log` stands for; null for anything else. */
export function positionOf(log: string, cursor: string): Position | null {
  const [, logOf, xid = "", seq = ""] = CURSOR.exec(cursor) ?? [];
  const position = { xid: parseInt(xid, 36), seq: parseInt(seq, 36) };
  const isOurs = logOf === log && Number.isSafeInteger(position.xid) && Number.isSafeInteger(position.seq);
  return isOurs && cursorOf(log, position) === cursor ? position : null;
}

/** `place` is where the cursor stood, such as `query.after`. */
export function invalidCursor(place: string): PosthornError {
  const key = place.split(".")[1] ?? place;
  return new PosthornError("invalid", "Invalid cursor", {
    code: "InvalidCursorValue",
    fields: [{ message: `"${key}" has a value that is not allowed`, key, path: place }],
  });
}

/** `oldest` is from where everything is there. */
export const expiredCursor = (oldest: string) =>
  new PosthornError("conflict", "Events after this cursor are gone; go on from the oldest that is kept", {
    code: "CursorExpired",
    extra: { details: { oldest } },
  });
