import { Text } from "@mantine/core";
import type { Token } from "@posthorn/contracts/tokens";
import { useNow } from "../../components/use-now.ts";
import { texts } from "./texts.ts";
import { unusedOf } from "./unused.ts";

/** Says under the last use of a token that no program seems to need it; nothing of one that is used. */
export function UnusedHint({ token }: { token: Token }) {
  const unused = unusedOf(token, useNow());
  if (unused === undefined) return null;
  return (
    <Text size="xs" c="dimmed" mt={3} maw={300}>
      {unused.wasUsed ? texts.notUsedFor(unused.days) : texts.neverUsedIn(unused.days)} {texts.deleteUnused}
    </Text>
  );
}
