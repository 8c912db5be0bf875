import { Text } from "@mantine/core";

/** Stands where there are no events to list, and says why. */
export const Nothing = ({ text }: { text: string }) => (
  <Text c="dimmed" ta="center" py="xl" role="status">
    {text}
  </Text>
);
