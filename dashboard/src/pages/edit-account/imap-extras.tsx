import { Autocomplete, NumberInput, SimpleGrid, Switch } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { useMailboxes } from "../../queries/mailboxes.ts";
import { type EditForm, SPECIAL_FOLDERS } from "./edit-form.ts";
import { texts } from "./texts.ts";

/** What can be said of how a mailbox is read, besides its server. */
export function ImapExtras({ account, form }: { account: string; form: UseFormReturnType<EditForm> }) {
  const mailboxes = useMailboxes(account);
  return (
    <>
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        {SPECIAL_FOLDERS.map((folder) => (
          <Autocomplete
            key={folder}
            label={texts[folder]}
            description={texts.sentMailPathHint}
            data={(mailboxes.data ?? []).map(({ path }) => path)}
            maxLength={1024}
            {...form.getInputProps(folder)}
          />
        ))}
        <NumberInput
          label={texts.resyncDelay}
          description={texts.resyncDelayHint}
          min={1}
          allowDecimal={false}
          {...form.getInputProps("resyncDelay")}
        />
      </SimpleGrid>
      <Switch
        label={texts.disableIMAP4rev2}
        description={texts.disableIMAP4rev2Hint}
        {...form.getInputProps("disableIMAP4rev2", { type: "checkbox" })}
      />
    </>
  );
}
