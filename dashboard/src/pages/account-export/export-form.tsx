import { Button, Group, Select, SimpleGrid, Stack, Switch, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { EXPORT_FORMATS, type ExportFormat } from "@posthorn/contracts/exports";
import { useState } from "react";
import { FormFault } from "../../components/form-fault.tsx";
import { Section } from "../../components/section.tsx";
import { showDone } from "../../components/toast.tsx";
import { useSubmit } from "../../components/use-submit.ts";
import { useCreateExport } from "../../queries/exports.ts";
import { texts } from "./texts.ts";

const DAY_MS = 86_400_000;
const YEAR_MS = 365 * DAY_MS;

/** A day of the browser's zone, as date fields write it. */
function dayOf(at: Date): string {
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
}

/** The beginning of a day in the browser's zone. */
const startOf = (day: string) => new Date(`${day}T00:00`);

const lastYear = () => ({
  startDate: dayOf(new Date(Date.now() - YEAR_MS)),
  endDate: dayOf(new Date()),
  format: "ndjson" as ExportFormat,
  includeAttachments: false,
});

/** Begins an export; at first of the year that lies behind us. */
export function ExportForm({ account }: { account: string }) {
  const create = useCreateExport(account);
  const [initialValues] = useState(lastYear);
  const form = useForm({
    initialValues,
    validate: {
      startDate: (day) => (day === "" ? texts.needs : null),
      endDate: (day, { startDate }) => (day === "" ? texts.needs : day < startDate ? texts.order : null),
    },
  });
  const { onSubmit, isBusy, fault } = useSubmit(
    form,
    async ({ startDate, endDate, format, includeAttachments }) => {
      await create({
        startDate: startOf(startDate).toISOString(),
        // The last day is meant to be in it.
        endDate: new Date(startOf(endDate).getTime() + DAY_MS).toISOString(),
        format,
        ...(format === "ndjson" && { includeAttachments }),
      });
      showDone(texts.started);
    },
    { fields: ["startDate", "endDate"] },
  );
  return (
    <Section title={texts.title}>
      <Text c="dimmed" maw={680}>
        {texts.description}
      </Text>
      <form onSubmit={onSubmit} noValidate>
        <Stack>
          <FormFault fault={fault} />
          <SimpleGrid cols={{ base: 1, xs: 3 }}>
            <TextInput type="date" label={texts.from} {...form.getInputProps("startDate")} />
            <TextInput type="date" label={texts.to} {...form.getInputProps("endDate")} />
            <Select
              label={texts.format}
              data={EXPORT_FORMATS.map((value) => ({ value, label: texts.formats[value] }))}
              allowDeselect={false}
              {...form.getInputProps("format")}
            />
          </SimpleGrid>
          <Switch
            label={texts.attachments}
            description={texts.attachmentsHint}
            disabled={form.values.format === "mbox"}
            {...form.getInputProps("includeAttachments", { type: "checkbox" })}
          />
          <Group justify="flex-end">
            <Button type="submit" loading={isBusy}>
              {texts.start}
            </Button>
          </Group>
        </Stack>
      </form>
    </Section>
  );
}
