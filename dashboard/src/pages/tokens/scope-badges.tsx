import { Badge, Group } from "@mantine/core";
import type { Token } from "@posthorn/contracts/tokens";
import { scopeName } from "./scopes.ts";

/** What a token opens. A token of old without any list opens everything. */
export function ScopeBadges({ token }: { token: Token }) {
  const scopes = token.scopes ?? ["*"];
  return (
    <Group gap={4}>
      {scopes.map((scope) => (
        <Badge key={scope} variant="default" tt="none" fw={500} radius="sm">
          {scopeName(scope)}
        </Badge>
      ))}
    </Group>
  );
}
