import { Button, Checkbox, Group, Modal, Radio, SimpleGrid, Stack, Text } from "@mantine/core";
import { EVENT_SAMPLES } from "@posthorn/contracts/event-samples";
import { EVENT_NAMES, type EventName } from "@posthorn/contracts/events";
import { CodeBlock } from "../../components/code-block.tsx";
import { texts as common } from "../../components/texts.ts";
import { useUrlSearch } from "../../components/use-url-search.ts";
import { EVENT_GROUPS } from "./event-groups.ts";
import { eventWords } from "./event-words.ts";
import { texts } from "./texts.ts";

interface Props {
  /** Null is all. */
  value: string[] | null;
  onChange: (events: string[] | null) => void;
  error?: string | undefined;
}

/** Chooses events, each with what it tells and an example of it. */
export function EventPicker({ value, onChange, error }: Props) {
  const [search, change] = useUrlSearch();
  const example = EVENT_NAMES.find((name) => name === search["example"]);
  const toggle = (name: EventName) => {
    const chosen = value ?? [];
    onChange(chosen.includes(name) ? chosen.filter((one) => one !== name) : [...chosen, name]);
  };
  return (
    <Stack gap="md">
      <Radio.Group
        label={texts.form.events}
        value={value === null ? "every" : "some"}
        onChange={(choice) => onChange(choice === "every" ? null : [])}
        error={error}
      >
        <Group mt={6} gap="lg">
          <Radio value="every" label={texts.form.every} />
          <Radio value="some" label={texts.form.some} />
        </Group>
      </Radio.Group>
      {value !== null && (
        <SimpleGrid cols={{ base: 1, md: 2 }} spacing="xl" verticalSpacing="lg">
          {EVENT_GROUPS.map(([group, names]) => (
            <Stack key={group} gap={10} role="group" aria-label={eventWords.groups[group]}>
              <Text size="sm" fw={650}>
                {eventWords.groups[group]}
              </Text>
              {names.map((name) => (
                <Group key={name} justify="space-between" wrap="nowrap" align="flex-start" gap="xs">
                  <Checkbox
                    label={name}
                    description={eventWords.events[name]}
                    checked={value.includes(name)}
                    onChange={() => toggle(name)}
                    styles={{ label: { fontFamily: "var(--mantine-font-family-monospace)", fontSize: "0.82rem" } }}
                  />
                  <Button
                    variant="subtle"
                    size="compact-xs"
                    flex="none"
                    aria-label={texts.form.exampleOf(name)}
                    onClick={() => change({ example: name, page: search["page"] })}
                  >
                    {texts.form.example}
                  </Button>
                </Group>
              ))}
            </Stack>
          ))}
        </SimpleGrid>
      )}
      <Modal
        opened={example !== undefined}
        onClose={() => change({ example: undefined, page: search["page"] })}
        title={example && texts.form.exampleTitle(example)}
        size="lg"
        closeButtonProps={{ "aria-label": common.close }}
      >
        {example && (
          <Stack>
            <Text size="sm">{eventWords.events[example]}</Text>
            <CodeBlock code={JSON.stringify(EVENT_SAMPLES[example], null, 2)} label={example} />
          </Stack>
        )}
      </Modal>
    </Stack>
  );
}
