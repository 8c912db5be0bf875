import { Button, Group, SegmentedControl, Select, Stack, Text } from "@mantine/core";
import { createAiSample, deleteAiSample, updateAiSample } from "@posthorn/contracts/ai";
import { useState } from "react";
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import { ErrorState } from "../../components/error-state.tsx";
import { LinesLoading } from "../../components/loading.tsx";
import { showDone } from "../../components/toast.tsx";
import { useUrlSearch } from "../../components/use-url-search.ts";
import { useDeleteAiSample } from "../../queries/ai.ts";
import { useMay } from "../../queries/session.ts";
import { AccountPicker } from "../accounts/account-picker.tsx";
import { MailFields } from "./mail-fields.tsx";
import { EditSample, KeepSample } from "./sample-dialogs.tsx";
import { MessagePicker } from "./message-picker.tsx";
import { texts } from "./texts.ts";
import type { Source } from "./use-sample-source.ts";

/** The mail to try a prompt on: one that was saved, a message of an account, or one that is typed. */
export function SampleField({ source }: { source: Source }) {
  const [, change] = useUrlSearch();
  const mayKeep = useMay(createAiSample);
  const [isKeeping, setKeeping] = useState(false);
  const { chosen } = source;
  const canBeKept = mayKeep && source.sources.includes("sample") && source.source !== "sample";
  return (
    <Stack gap="md">
      {source.sources.length > 1 && (
        <SegmentedControl
          size="xs"
          w="fit-content"
          aria-label={texts.sample.source}
          data={source.sources.map((value) => ({ value, label: texts.sample.sources[value] }))}
          value={source.source}
          onChange={(value) => change({ source: value })}
        />
      )}
      {source.source === "sample" && <SavedSample source={source} />}
      {source.source === "message" && <OfAccount {...source} />}
      {source.source === "typed" && <MailFields mail={source.typed} onChange={source.setTyped} />}
      {canBeKept && (
        <Group>
          <Button variant="default" size="xs" disabled={chosen === undefined} onClick={() => setKeeping(true)}>
            {texts.sample.keep}
          </Button>
        </Group>
      )}
      {isKeeping && chosen !== undefined && (
        <KeepSample
          mail={chosen}
          onClose={() => setKeeping(false)}
          onKept={(sample) => change({ source: undefined, account: undefined, message: undefined, sample })}
        />
      )}
    </Stack>
  );
}

function SavedSample({ source: { samples, sample } }: { source: Source }) {
  const [, change] = useUrlSearch();
  const mayChange = useMay(updateAiSample);
  const mayDelete = useMay(deleteAiSample);
  const remove = useDeleteAiSample();
  const [asks, setAsks] = useState<"edit" | "delete">();
  if (samples.isError)
    return <ErrorState error={samples.error} onRetry={() => void samples.refetch()} isRetrying={samples.isFetching} />;
  if (samples.data === undefined) return <LinesLoading lines={1} height={36} />;
  if (samples.data.length === 0)
    return (
      <Text size="sm" c="dimmed">
        {texts.sample.none}
      </Text>
    );
  return (
    <Group gap="sm" align="flex-end">
      <Select
        label={texts.sample.sample}
        placeholder={texts.sample.choose}
        data={samples.data.map(({ id, name }) => ({ value: id, label: name }))}
        value={sample?.id ?? null}
        onChange={(id) => change({ sample: id ?? undefined })}
        searchable
        allowDeselect={false}
        flex="1 1 220px"
      />
      {sample && mayChange && (
        <Button variant="default" onClick={() => setAsks("edit")}>
          {texts.sample.edit}
        </Button>
      )}
      {sample && mayDelete && (
        <Button variant="default" color="red" onClick={() => setAsks("delete")}>
          {texts.sample.delete}
        </Button>
      )}
      {sample && asks === "edit" && <EditSample sample={sample.id} onClose={() => setAsks(undefined)} />}
      {sample && (
        <ConfirmDialog
          isOpen={asks === "delete"}
          onClose={() => setAsks(undefined)}
          title={texts.sample.deleteTitle(sample.name)}
          text={texts.sample.deleteText}
          action={texts.sample.delete}
          onConfirm={async () => {
            await remove.mutateAsync(sample.id);
            change({ sample: undefined });
            showDone(texts.sample.deleted);
          }}
        />
      )}
    </Group>
  );
}

function OfAccount({ account, message }: Pick<Source, "account" | "message">) {
  const [, change] = useUrlSearch();
  return (
    <Stack gap="sm">
      <AccountPicker
        label={texts.sample.account}
        value={account ?? null}
        onChange={(value) => change({ source: "message", account: value ?? undefined, message: undefined })}
      />
      {account !== undefined && (
        <MessagePicker
          key={account}
          account={account}
          message={message}
          onChange={(value) => change({ source: "message", message: value })}
        />
      )}
    </Stack>
  );
}
