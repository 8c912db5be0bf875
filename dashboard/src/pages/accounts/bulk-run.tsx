import { Alert, Button, Group, List, Modal, Progress, ScrollArea, Stack, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { IconAlertTriangle, IconCheck } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { texts as common } from "../../components/texts.ts";
import { toCsv } from "../../csv.ts";
import { explainFault } from "../../faults.ts";
import { refetchAccounts } from "../../queries/accounts.ts";
import { saveFile } from "../../save-file.ts";
import { type Failure, type Progress as Told, runOnAll } from "./run-on-all.ts";
import { texts } from "./texts.ts";

interface Props {
  title: string;
  /** What stands for each account; no two are the same. */
  names: readonly string[];
  act: (name: string, signal: AbortSignal) => Promise<unknown>;
  /** Words for how many it was done to. */
  resultOf: (count: number) => string;
  onClose: () => void;
}

/** Thousands of answers come faster than anybody reads. */
const DRAW_MS = 100;
/** More are only in the file. */
const MOST_NAMED = 100;

/** Does something to many accounts at once, shows how far it is, and names what failed. */
export function BulkRun({ title, names, act, resultOf, onClose }: Props) {
  const client = useQueryClient();
  const stop = useRef<AbortController>(undefined);
  const [{ done, failures }, setTold] = useState<Told>({ done: 0, failures: [] });
  const [isOver, setOver] = useState(false);
  // Begun once, however often the page is drawn.
  useEffect(() => {
    const mine = new AbortController();
    stop.current = mine;
    const end = () => {
      if (stop.current !== mine) return;
      setTold(latest);
      refetchAccounts(client);
      setOver(true);
    };
    let drawnAt = 0;
    let latest: Told = { done: 0, failures: [] };
    const tell = (told: Told) => {
      latest = told;
      if (performance.now() - drawnAt < DRAW_MS) return;
      drawnAt = performance.now();
      setTold({ ...told, failures: [...told.failures] });
    };
    // Drawn twice in development: the first one is stopped before it began.
    const begin = setTimeout(() => void runOnAll(names, (name) => act(name, mine.signal), tell, mine.signal).then(end));
    return () => {
      clearTimeout(begin);
      mine.abort();
    };
  }, [names, act, client]);
  return (
    <Modal
      opened
      onClose={isOver ? onClose : () => {}}
      title={title}
      withCloseButton={isOver}
      closeButtonProps={{ "aria-label": common.close }}
    >
      <Stack>
        <Progress
          value={(100 * done) / names.length}
          aria-label={texts.choice.progressLabel}
          color={failures.length > 0 && isOver ? "red" : "coach"}
        />
        <Text size="sm" c="dimmed">
          {texts.choice.progress(done, names.length)}
        </Text>
        {isOver && (
          <Stack gap="sm" role="status">
            {done > failures.length && (
              <Group gap={6} wrap="nowrap">
                <IconCheck size={17} aria-hidden />
                <Text size="sm">{resultOf(done - failures.length)}</Text>
              </Group>
            )}
            {done < names.length && <Text size="sm">{texts.choice.stopped(names.length - done)}</Text>}
          </Stack>
        )}
        {failures.length > 0 && <Failures failures={failures} />}
        <Group justify="flex-end">
          {isOver ? (
            <Button onClick={onClose} data-autofocus>
              {texts.choice.close}
            </Button>
          ) : (
            <Button variant="default" onClick={() => stop.current?.abort()}>
              {texts.choice.stop}
            </Button>
          )}
        </Group>
      </Stack>
    </Modal>
  );
}

/** What failed, each by its name: the first ones here, all of them in a file. */
function Failures({ failures }: { failures: readonly Failure[] }) {
  const save = () => {
    const rows = failures.map(({ account, error }) => [account, explainFault(error).text]);
    const { account, error } = texts.export.columns;
    saveFile("failures.csv", toCsv([[account, error], ...rows]), "text/csv");
  };
  return (
    <Alert
      color="red"
      variant="light"
      icon={<IconAlertTriangle aria-hidden />}
      title={texts.choice.failed(failures.length)}
    >
      <ScrollArea.Autosize mah={260}>
        <List size="sm">
          {failures.slice(0, MOST_NAMED).map(({ account, error }) => (
            <List.Item key={account}>
              <strong>{account}</strong>: {explainFault(error).text}
            </List.Item>
          ))}
        </List>
      </ScrollArea.Autosize>
      {failures.length > MOST_NAMED && (
        <Button mt="sm" size="xs" variant="default" onClick={save}>
          {texts.choice.saveFailures(failures.length)}
        </Button>
      )}
    </Alert>
  );
}
