import { Button, Group, Loader, Text } from "@mantine/core";
import type { Account, VerifyOutcome } from "@posthorn/contracts/accounts";
import { IconPlugConnected } from "@tabler/icons-react";
import { useState } from "react";
import { ErrorState } from "../../components/error-state.tsx";
import { Section } from "../../components/section.tsx";
import { useVerifyStored } from "../../queries/accounts.ts";
import { Servers } from "../account-check/check-steps.tsx";
import { texts } from "./texts.ts";

/** Tries the servers with the stored logins, on request, and shows how far each could be used. */
export function ConnectionCheck({ account: { account, imap, smtp } }: { account: Account }) {
  const verify = useVerifyStored(account);
  const [outcome, setOutcome] = useState<VerifyOutcome>();
  const [fault, setFault] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);
  async function check() {
    setBusy(true);
    setFault(undefined);
    setOutcome(undefined);
    try {
      setOutcome(await verify({}));
    } catch (error) {
      setFault(error);
    } finally {
      setBusy(false);
    }
  }
  return (
    <Section title={texts.check.title}>
      <Group justify="space-between">
        <Text size="sm" c="dimmed" flex="1 1 18rem">
          {texts.check.text}
        </Text>
        <Button
          variant="default"
          leftSection={<IconPlugConnected size={17} aria-hidden />}
          disabled={isBusy}
          onClick={() => void check()}
        >
          {texts.check.start}
        </Button>
      </Group>
      {isBusy && (
        <Group gap="xs" role="status">
          <Loader size="xs" />
          <Text size="sm" c="dimmed">
            {texts.check.running}
          </Text>
        </Group>
      )}
      {fault !== undefined && <ErrorState error={fault} />}
      {outcome && (
        <Servers
          outcome={outcome}
          hosts={{ imap: imap?.host, smtp: smtp?.host }}
          mayBePlain={{ imap: isPlain(imap), smtp: isPlain(smtp) }}
        />
      )}
    </Section>
  );
}

const isPlain = (server: Account["imap"] | Account["smtp"]) => server?.secure !== true && server?.requireTLS === false;
