import { ActionIcon, Button, Group, Input, Stack, Text, TextInput } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import type { Header } from "./endpoint-form.ts";
import { texts } from "./texts.ts";

interface Props {
  /** Null leaves those that are stored as they are. */
  value: Header[] | null;
  onChange: (headers: Header[] | null) => void;
  /** The names of those that are stored. */
  kept: readonly string[];
  error?: string | undefined;
}

/** Headers of one's own. Values that are stored are not shown, so they are kept as they are or all replaced. */
export function HeadersField({ value, onChange, kept, error }: Props) {
  const set = (index: number, changes: Partial<Header>) =>
    onChange((value ?? []).map((header, at) => (at === index ? { ...header, ...changes } : header)));
  return (
    <Input.Wrapper
      label={texts.form.headers}
      labelElement="div"
      description={texts.form.headersHint}
      error={error}
      role="group"
      aria-label={texts.form.headers}
    >
      <Stack gap="xs" mt={8}>
        {value === null ? (
          <Group gap="sm">
            <Text size="sm">{texts.form.keptHeaders(kept.join(", "))}</Text>
            <Button
              size="compact-sm"
              variant="default"
              onClick={() => onChange(kept.map((key) => ({ key, value: "" })))}
            >
              {texts.form.replaceHeaders}
            </Button>
          </Group>
        ) : (
          <>
            {value.map(({ key, value: text }, index) => (
              // Rows have nothing but their place to be told apart by while one types.
              // oxlint-disable-next-line react/no-array-index-key
              <Group key={index} gap="xs" wrap="nowrap">
                <TextInput
                  aria-label={texts.form.headerName}
                  placeholder={texts.form.headerName}
                  value={key}
                  maxLength={256}
                  onChange={({ currentTarget }) => set(index, { key: currentTarget.value })}
                  flex="0 1 220px"
                />
                <TextInput
                  aria-label={texts.form.headerValue}
                  placeholder={texts.form.headerValue}
                  value={text}
                  autoComplete="off"
                  onChange={({ currentTarget }) => set(index, { value: currentTarget.value })}
                  flex="1 1 260px"
                />
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  aria-label={key === "" ? texts.form.dropHeaderWithoutName : texts.form.dropHeader(key)}
                  onClick={() => onChange(value.filter((_, at) => at !== index))}
                >
                  <IconTrash size={16} aria-hidden />
                </ActionIcon>
              </Group>
            ))}
            <Group gap="xs">
              <Button
                size="compact-sm"
                variant="default"
                leftSection={<IconPlus size={14} aria-hidden />}
                onClick={() => onChange([...value, { key: "", value: "" }])}
              >
                {texts.form.addHeader}
              </Button>
              {kept.length > 0 && (
                <Button size="compact-sm" variant="subtle" onClick={() => onChange(null)}>
                  {texts.form.keepHeaders}
                </Button>
              )}
            </Group>
          </>
        )}
      </Stack>
    </Input.Wrapper>
  );
}
