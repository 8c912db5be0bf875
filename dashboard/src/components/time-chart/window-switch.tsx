import { SegmentedControl } from "@mantine/core";
import { texts } from "../texts.ts";
import { useUrlSearch } from "../use-url-search.ts";
import { DEFAULT_WINDOW, WINDOWS, type WindowSeconds } from "./windows.ts";

/** How far back the figures beside it reach; it stands as `seconds` in the address. */
export function WindowSwitch({ seconds }: { seconds: WindowSeconds }) {
  const [, change] = useUrlSearch();
  return (
    <SegmentedControl
      size="xs"
      aria-label={texts.window}
      data={WINDOWS.map(({ seconds, name }) => ({ value: String(seconds), label: texts.windows[name] }))}
      value={String(seconds)}
      onChange={(value) => change({ seconds: Number(value) === DEFAULT_WINDOW ? undefined : value })}
    />
  );
}
