import { ActionIcon, Button, Checkbox, Group, Indicator, Popover, SimpleGrid, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { IconAdjustmentsHorizontal, IconSearch, IconX } from "@tabler/icons-react";
import { type Ref, useState } from "react";
import { useAccount } from "../../queries/accounts.ts";
import { type MailSearch, SEARCH_NAMES, searchIn, searchKind } from "./search.ts";
import { texts } from "./texts.ts";
import { FIRST_PAGE, NOTHING_OPEN, useBrowse } from "./use-browse.ts";

/** Looks for subjects at once, and for all else in a form; what is looked for stands in the address. */
export function SearchBar({ input }: { input: Ref<HTMLInputElement> }) {
  const { search, go } = useBrowse();
  const [isOpen, setOpen] = useState(false);
  const given = searchIn(search);
  const isActive = Object.keys(given).length > 0;
  function apply(wanted: MailSearch) {
    const all = Object.fromEntries(SEARCH_NAMES.map((name) => [name, wanted[name] || undefined]));
    go({ ...FIRST_PAGE, ...NOTHING_OPEN, ...all, pane: undefined });
    setOpen(false);
  }
  return (
    <form
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        const typed = new FormData(event.currentTarget).get("subject");
        const subject = typeof typed === "string" ? typed.trim() : "";
        const { subject: _, ...others } = given;
        apply({ ...others, ...(subject !== "" && { subject }) });
      }}
    >
      <Group gap={6} wrap="nowrap">
        <TextInput
          // Another search in the address is another text here.
          key={given.subject ?? ""}
          ref={input}
          name="subject"
          type="search"
          defaultValue={given.subject ?? ""}
          aria-label={texts.search.label}
          placeholder={texts.search.placeholder}
          leftSection={<IconSearch size={16} aria-hidden />}
          maxLength={256}
          flex={1}
        />
        <Popover
          opened={isOpen}
          onChange={setOpen}
          position="bottom-end"
          width={340}
          trapFocus
          returnFocus
          withinPortal
        >
          <Indicator disabled={!isActive} size={9} offset={4}>
            <Popover.Target>
              <ActionIcon
                variant="default"
                size={36}
                aria-label={isActive ? texts.search.moreActive : texts.search.more}
                aria-expanded={isOpen}
                onClick={() => setOpen(!isOpen)}
              >
                <IconAdjustmentsHorizontal size={17} aria-hidden />
              </ActionIcon>
            </Popover.Target>
          </Indicator>
          <Popover.Dropdown aria-label={texts.search.title}>
            <SearchForm given={given} onApply={apply} />
          </Popover.Dropdown>
        </Popover>
        {isActive && (
          <ActionIcon variant="default" size={36} aria-label={texts.list.endSearch} onClick={() => apply({})}>
            <IconX size={17} aria-hidden />
          </ActionIcon>
        )}
      </Group>
    </form>
  );
}

function SearchForm({ given, onApply }: { given: MailSearch; onApply: (search: MailSearch) => void }) {
  const { account } = useBrowse();
  const kind = searchKind(useAccount(account).data?.type);
  const form = useForm({
    initialValues: {
      from: given.from ?? "",
      to: given.to ?? "",
      subject: given.subject ?? "",
      body: given.body ?? "",
      since: given.since ?? "",
      before: given.before ?? "",
      raw: given.raw ?? "",
      unseen: given.unseen === true,
      flagged: given.flagged === true,
      attachments: given.attachments === true,
      everywhere: given.everywhere === true,
    },
  });
  const send = () =>
    onApply(
      Object.fromEntries(
        Object.entries(form.values)
          .map(([name, value]) => [name, typeof value === "string" ? value.trim() : value])
          .filter(([, value]) => value !== "" && value !== false),
      ) as MailSearch,
    );
  const checkbox = (name: "unseen" | "flagged" | "attachments" | "everywhere") =>
    form.getInputProps(name, { type: "checkbox" });
  return (
    <Stack
      gap="sm"
      onKeyDown={(event) => {
        if (event.key !== "Enter" || !(event.target instanceof HTMLInputElement)) return;
        event.preventDefault();
        send();
      }}
    >
      <SimpleGrid cols={2} spacing="sm">
        <TextInput size="xs" label={texts.search.from} maxLength={256} data-autofocus {...form.getInputProps("from")} />
        <TextInput size="xs" label={texts.search.to} maxLength={256} {...form.getInputProps("to")} />
      </SimpleGrid>
      <TextInput size="xs" label={texts.search.subject} maxLength={256} {...form.getInputProps("subject")} />
      <TextInput size="xs" label={texts.search.body} maxLength={256} {...form.getInputProps("body")} />
      <SimpleGrid cols={2} spacing="sm">
        <TextInput size="xs" type="date" label={texts.search.since} {...form.getInputProps("since")} />
        <TextInput size="xs" type="date" label={texts.search.before} {...form.getInputProps("before")} />
      </SimpleGrid>
      <SimpleGrid cols={2} spacing="xs">
        <Checkbox size="xs" label={texts.search.unseen} {...checkbox("unseen")} />
        <Checkbox size="xs" label={texts.search.flagged} {...checkbox("flagged")} />
        {kind !== "outlook" && <Checkbox size="xs" label={texts.search.attachments} {...checkbox("attachments")} />}
        <Checkbox size="xs" label={texts.search.everywhere} {...checkbox("everywhere")} />
      </SimpleGrid>
      {kind === "gmail" && (
        <TextInput
          size="xs"
          label={texts.search.raw}
          description={texts.search.rawHint}
          maxLength={1024}
          {...form.getInputProps("raw")}
        />
      )}
      <Group justify="flex-end" gap="xs">
        <Button size="xs" variant="default" onClick={() => onApply({})}>
          {texts.search.clear}
        </Button>
        <Button size="xs" onClick={send}>
          {texts.search.apply}
        </Button>
      </Group>
    </Stack>
  );
}
