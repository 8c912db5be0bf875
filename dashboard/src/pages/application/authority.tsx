import { Select, SimpleGrid, TextInput } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import type { ApplicationForm } from "./application-form.ts";
import { texts } from "./texts.ts";

/** Names that stand for many directories; anything else is the id of one. */
const SHARED = ["common", "organizations", "consumers"] as const;

interface Props {
  /** Whether it is about one directory in any case. */
  isService: boolean;
  form: UseFormReturnType<ApplicationForm>;
}

/** Whose accounts an application of Microsoft lets in. */
export function Authority({ isService, form }: Props) {
  const { authority } = form.values;
  const shared = SHARED.find((each) => each === authority);
  const tenant = (
    <TextInput
      label={texts.tenantId}
      description={texts.hints.tenant}
      withAsterisk
      spellCheck={false}
      placeholder="00000000-0000-0000-0000-000000000000"
      {...form.getInputProps("authority")}
    />
  );
  if (isService) return tenant;
  return (
    <SimpleGrid cols={{ base: 1, xs: shared === undefined ? 2 : 1 }}>
      <Select
        label={texts.labels.authority}
        description={texts.hints.authority}
        data={[...SHARED, "tenant" as const].map((value) => ({ value, label: texts.authorities[value] }))}
        value={shared ?? "tenant"}
        onChange={(next) => form.setFieldValue("authority", next === "tenant" ? "" : (next ?? "common"))}
        allowDeselect={false}
        withAsterisk
      />
      {shared === undefined && tenant}
    </SimpleGrid>
  );
}
