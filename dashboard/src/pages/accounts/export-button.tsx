import { Button } from "@mantine/core";
import type { AccountListEntry } from "@posthorn/contracts/accounts";
import { stateLabel } from "@posthorn/contracts/state-label";
import { IconDownload } from "@tabler/icons-react";
import { useState } from "react";
import { showDone, showFault } from "../../components/toast.tsx";
import { toCsv } from "../../csv.ts";
import { type AccountFilter, listAllAccounts } from "../../queries/accounts.ts";
import { saveFile } from "../../save-file.ts";
import { texts } from "./texts.ts";

const LONGEST_WAIT_MS = 120_000;

/** Saves all accounts that the list is narrowed to, not just those of the page. */
export function ExportButton({ filter }: { filter: AccountFilter }) {
  const [isBusy, setBusy] = useState(false);
  async function save() {
    setBusy(true);
    try {
      const all = await listAllAccounts(filter, AbortSignal.timeout(LONGEST_WAIT_MS));
      saveFile("accounts.csv", toCsv([Object.values(texts.export.columns), ...all.map(toRow)]), "text/csv");
      showDone(texts.export.done(all.length));
    } catch (error) {
      showFault(error, texts.export.failed);
    } finally {
      setBusy(false);
    }
  }
  return (
    <Button
      variant="default"
      leftSection={<IconDownload size={17} aria-hidden />}
      loading={isBusy}
      onClick={() => void save()}
    >
      {texts.export.button}
    </Button>
  );
}

/** In the order of the words for the columns. */
const toRow = ({ account, name, email, type, app, state, lastError, syncTime }: AccountListEntry) => [
  account,
  name,
  email,
  type,
  app,
  state,
  stateLabel(state, lastError ?? null).error,
  syncTime,
];
