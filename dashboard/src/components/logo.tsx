import { Group, Text } from "@mantine/core";
import icon from "../icon.svg";

/** The horn and the name. */
export function Logo({ size = 28 }: { size?: number }) {
  return (
    <Group gap={10} wrap="nowrap">
      <img src={icon} width={size} height={size} alt="" />
      <Text component="span" fw={700} fz={size * 0.68} lts="-0.01em">
        Posthorn
      </Text>
    </Group>
  );
}
