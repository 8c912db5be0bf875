import { Alert, Button, FileButton, Group, Stack, Text } from "@mantine/core";
import { IconAlertTriangle, IconDownload, IconUpload } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { BulkRun } from "../accounts/bulk-run.tsx";
import { CodeBlock } from "../../components/code-block.tsx";
import { type Column, DataTable } from "../../components/data-table.tsx";
import { Section } from "../../components/section.tsx";
import { showFault } from "../../components/toast.tsx";
import { toCsv } from "../../csv.ts";
import { addAccount } from "../../queries/accounts.ts";
import { findServers } from "../../queries/autoconfig.ts";
import { saveFile } from "../../save-file.ts";
import { faultsOf, toCreateAccount } from "../account-servers/servers-form.ts";
import {
  type AccountsFile,
  COLUMNS,
  type FileRow,
  type FoundServers,
  readAccountsFile,
  withServers,
} from "./accounts-file.ts";
import { texts } from "./texts.ts";

/** In bytes: some ten thousand accounts. */
const LARGEST_FILE = 5 * 1024 * 1024;
const MOST_SHOWN = 50;
const EXAMPLE = [
  [...COLUMNS],
  [
    "ada",
    "Ada Ray",
    "ada@example.org",
    "",
    "secret",
    "imap.example.org",
    "993",
    "true",
    "smtp.example.org",
    "587",
    "false",
  ],
  ["", "", "bo@example.com", "", "secret"],
];

/** Adds the accounts that a file names, which is read in the browser. */
export function ByFile() {
  const navigate = useNavigate();
  const [file, setFile] = useState<AccountsFile>();
  const [run, setRun] = useState<{ names: string[]; act: (name: string, signal: AbortSignal) => Promise<unknown> }>();
  const good = file?.rows.filter(({ fault }) => fault === null) ?? [];
  const faulty = file?.rows.filter(({ fault }) => fault !== null) ?? [];

  async function choose(chosen: File | null) {
    if (chosen === null) return;
    if (chosen.size > LARGEST_FILE) return showFault(new Error(texts.file.tooLarge));
    setFile(readAccountsFile(await chosen.text()));
  }

  function begin() {
    const rows = new Map(good.map((row) => [texts.file.row(row.line, row.form.email), row]));
    const serversOf = onceForEachDomain();
    const act = async (name: string, signal: AbortSignal) => {
      const row = rows.get(name);
      if (row === undefined) return;
      const form = row.needsServers ? withServers(row, await serversOf(row.form.email)) : row.form;
      if (Object.keys(faultsOf(form)).length > 0) throw new Error(texts.file.noServers);
      await addAccount(toCreateAccount(form), signal);
    };
    setRun({ names: [...rows.keys()], act });
  }

  return (
    <Stack gap="lg">
      <Section title={texts.file.title}>
        <Text size="sm">{texts.file.text}</Text>
        <CodeBlock code={COLUMNS.join(",")} label={texts.file.columnsLabel} wraps />
        <Text size="sm" c="dimmed">
          {texts.file.hint}
        </Text>
        <Group>
          <FileButton onChange={(chosen) => void choose(chosen)} accept=".csv,.txt,text/csv,text/plain">
            {(props) => (
              <Button {...props} leftSection={<IconUpload size={17} aria-hidden />}>
                {texts.file.choose}
              </Button>
            )}
          </FileButton>
          <Button
            variant="default"
            leftSection={<IconDownload size={17} aria-hidden />}
            onClick={() => saveFile("accounts-example.csv", toCsv(EXAMPLE), "text/csv")}
          >
            {texts.file.example}
          </Button>
        </Group>
      </Section>
      {file && (
        <Section title={texts.file.found(file.rows.length)}>
          {file.unknown.length > 0 && (
            <Alert color="yellow" variant="light" icon={<IconAlertTriangle aria-hidden />}>
              {texts.file.unknown(file.unknown.join(", "))}
            </Alert>
          )}
          {faulty.length > 0 && (
            <Alert color="yellow" variant="light" icon={<IconAlertTriangle aria-hidden />} role="status">
              {texts.file.faulty(faulty.length)}
            </Alert>
          )}
          {file.rows.length > 0 && (
            <DataTable
              label={texts.file.title}
              columns={columns}
              rows={[...faulty, ...good].slice(0, MOST_SHOWN)}
              keyOf={({ line }) => String(line)}
            />
          )}
          {file.rows.length > MOST_SHOWN && (
            <Text size="sm" c="dimmed">
              {texts.file.more(file.rows.length - MOST_SHOWN)}
            </Text>
          )}
          <Group justify="flex-end">
            <Button disabled={good.length === 0} onClick={begin}>
              {texts.file.add(good.length)}
            </Button>
          </Group>
        </Section>
      )}
      {run && (
        <BulkRun
          {...run}
          title={texts.file.adding}
          resultOf={texts.file.added}
          onClose={() => {
            setRun(undefined);
            void navigate({ to: "/accounts" });
          }}
        />
      )}
    </Stack>
  );
}

/** Of thousands of addresses, most share their domain. */
function onceForEachDomain() {
  const asked = new Map<string, Promise<FoundServers>>();
  return (email: string): Promise<FoundServers> => {
    const domain = email.slice(email.lastIndexOf("@") + 1).toLowerCase();
    const finding = asked.get(domain) ?? findServers(email).then((found) => ({ email, found }));
    asked.set(domain, finding);
    return finding;
  };
}

const columns: readonly Column<FileRow>[] = [
  { header: texts.file.columns.line, cell: ({ line }) => line },
  {
    header: texts.file.columns.account,
    cell: ({ form }) => (
      <div>
        <Text size="sm">{form.email || form.name}</Text>
        <Text size="xs" c="dimmed">
          {form.account}
        </Text>
      </div>
    ),
  },
  {
    header: texts.file.columns.servers,
    cell: ({ form: { imap, smtp }, needsServers }) =>
      needsServers ? texts.file.lookedUp : [imap.host, smtp.host].filter(Boolean).join(", "),
  },
  {
    header: texts.file.columns.state,
    cell: ({ fault }) => (
      <Text size="sm" c={fault === null ? undefined : "red"}>
        {fault ?? texts.file.ready}
      </Text>
    ),
  },
];
