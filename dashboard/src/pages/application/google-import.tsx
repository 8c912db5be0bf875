import { Alert, Button, FileButton, Group, Text } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { IconAlertTriangle, IconFileImport } from "@tabler/icons-react";
import { useRef, useState } from "react";
import type { ApplicationForm } from "./application-form.ts";
import { type GoogleFile, readGoogleFile } from "./google-file.ts";
import { texts } from "./texts.ts";

/** Far more than any such file has. */
const LARGEST_BYTES = 200_000;

/** Fills the form in from a file of Google's console. */
export function GoogleImport({ form }: { form: UseFormReturnType<ApplicationForm> }) {
  const reset = useRef<() => void>(null);
  const [outcome, setOutcome] = useState<GoogleFile | "unknown">();
  async function read(file: File | null) {
    // The same file may be chosen again.
    reset.current?.();
    if (file === null) return;
    const found = file.size <= LARGEST_BYTES ? readGoogleFile(await file.text()) : undefined;
    if (found) form.setValues(found.fields);
    setOutcome(found?.file ?? "unknown");
  }
  return (
    <>
      <Group gap="sm">
        <FileButton resetRef={reset} accept=".json,application/json" onChange={(file) => void read(file)}>
          {(props) => (
            <Button {...props} variant="default" leftSection={<IconFileImport size={17} aria-hidden />}>
              {texts.import.button}
            </Button>
          )}
        </FileButton>
        <Text size="sm" c="dimmed" flex="1 1 16rem" role="status">
          {outcome === undefined || outcome === "unknown" ? texts.import.hint : texts.import[outcome]}
        </Text>
      </Group>
      {outcome === "unknown" && (
        <Alert
          color="red"
          variant="light"
          role="alert"
          title={texts.import.unknownTitle}
          icon={<IconAlertTriangle aria-hidden />}
        >
          <Text size="sm">{texts.import.unknown}</Text>
        </Alert>
      )}
    </>
  );
}
