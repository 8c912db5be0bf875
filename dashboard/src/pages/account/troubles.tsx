import { Alert, Text } from "@mantine/core";
import type { Account } from "@posthorn/contracts/accounts";
import { stateLabel } from "@posthorn/contracts/state-label";
import { IconAlertTriangle } from "@tabler/icons-react";
import { texts } from "./texts.ts";

/** What is wrong with an account, in words, with what the server itself said. */
export function Troubles({ account }: { account: Account }) {
  const { state, lastError, syncError, smtpStatus } = account;
  const label = state && stateLabel(state, lastError ?? null);
  return (
    <>
      {label?.type === "danger" && (
        <Trouble
          title={label.name === stateLabel("connectError", null).name ? texts.failed : label.name}
          text={label.error}
          response={lastError?.response}
          code={lastError?.serverResponseCode}
        />
      )}
      {syncError && (
        <Trouble title={texts.syncError} text={syncError.path} response={syncError.error} code={undefined} />
      )}
      {smtpStatus?.status === "error" && (
        <Trouble
          title={texts.sendError}
          text={smtpStatus.description}
          response={smtpStatus.response}
          code={smtpStatus.code}
        />
      )}
    </>
  );
}

interface TroubleProps {
  title: string;
  text: string | undefined;
  response: string | undefined;
  code: string | undefined;
}

function Trouble({ title, text, response, code }: TroubleProps) {
  return (
    <Alert color="red" variant="light" title={title} icon={<IconAlertTriangle aria-hidden />}>
      <Text size="sm">{text}</Text>
      {response !== undefined && response !== text && (
        <Text size="sm" mt={4}>
          {texts.serverSays}{" "}
          <Text span ff="monospace" size="xs" inherit={false}>
            {response}
          </Text>
        </Text>
      )}
      {code !== undefined && (
        <Text size="xs" c="dimmed" mt={4} ff="monospace">
          {code}
        </Text>
      )}
    </Alert>
  );
}
