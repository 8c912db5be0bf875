import { Button, FileButton, Tooltip } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { IconFileImport } from "@tabler/icons-react";
import { useRef } from "react";
import { showDone, showFault } from "../../components/toast.tsx";
import type { ApplicationForm } from "./application-form.ts";
import { readGoogleFile } from "./google-file.ts";
import { texts } from "./texts.ts";

/** Far more than any such file has. */
const LARGEST_BYTES = 200_000;

/** Fills the form in from a file of Google's console. */
export function GoogleImport({ form }: { form: UseFormReturnType<ApplicationForm> }) {
  const reset = useRef<() => void>(null);
  async function read(file: File | null) {
    // The same file may be chosen again.
    reset.current?.();
    if (file === null) return;
    const found = file.size <= LARGEST_BYTES ? readGoogleFile(await file.text()) : undefined;
    if (found === undefined) {
      showFault(new Error(texts.import.unknown), texts.import.unknownTitle);
      return;
    }
    form.setValues(found.fields);
    showDone(texts.import[found.file]);
  }
  return (
    <FileButton resetRef={reset} accept=".json,application/json" onChange={(file) => void read(file)}>
      {(props) => (
        <Tooltip label={texts.import.hint} multiline maw={320}>
          <Button {...props} size="xs" variant="default" leftSection={<IconFileImport size={15} aria-hidden />}>
            {texts.import.button}
          </Button>
        </Tooltip>
      )}
    </FileButton>
  );
}
