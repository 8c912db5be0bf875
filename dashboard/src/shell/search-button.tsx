import { ActionIcon, Button, Kbd } from "@mantine/core";
import { spotlight } from "@mantine/spotlight";
import { IconSearch } from "@tabler/icons-react";
import { texts } from "./texts.ts";

/** Opens the command palette; on a phone it is an icon. */
export function SearchButton() {
  const icon = <IconSearch size={17} stroke={1.7} aria-hidden />;
  return (
    <>
      <Button
        variant="default"
        size="xs"
        c="dimmed"
        leftSection={icon}
        rightSection={<Kbd size="xs">Ctrl K</Kbd>}
        onClick={spotlight.open}
        visibleFrom="md"
      >
        {texts.search}
      </Button>
      <ActionIcon
        variant="subtle"
        color="gray"
        size="lg"
        aria-label={texts.search}
        onClick={spotlight.open}
        hiddenFrom="md"
      >
        {icon}
      </ActionIcon>
    </>
  );
}
