import { inWords } from "../time.ts";
import { useNow } from "./use-now.ts";
import { formatDate } from "../languages/format.ts";

/** `5 minutes ago`, with the exact time for whoever points at it; stays true while it is shown. */
export function RelativeTime({ at }: { at: string }) {
  const now = useNow();
  return (
    <time dateTime={at} title={formatDate(at)}>
      {inWords(Date.parse(at), now)}
    </time>
  );
}
