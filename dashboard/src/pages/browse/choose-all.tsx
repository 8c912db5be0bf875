import { Checkbox } from "@mantine/core";
import { texts } from "./texts.ts";
import type { useChoice } from "./use-choice.ts";

/** The box above the list, for all of its page. */
export function ChooseAll({ choice }: { choice: ReturnType<typeof useChoice> }) {
  return (
    <Checkbox
      size="xs"
      aria-label={texts.list.chooseAll}
      checked={choice.areAllChosen}
      indeterminate={choice.chosen.length > 0 && !choice.areAllChosen}
      onChange={() => choice.chooseAll(!choice.areAllChosen)}
    />
  );
}
