import { Alert, Stack, Text } from "@mantine/core";
import type { Account, AccountError } from "@posthorn/contracts/accounts";
import { stateLabel } from "@posthorn/contracts/state-label";
import { IconAlertTriangle } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { RelativeTime } from "../../components/relative-time.tsx";
import { Advice } from "../account-check/advice.tsx";
import { texts } from "./texts.ts";
import { TokenRequest } from "./token-request.tsx";

/** What is wrong with an account, in plain words, with what to do about it. */
export function Troubles({ account }: { account: Account }) {
  const { state, lastError, syncError, smtpStatus, webhookErrorFlag, nextRetry, imap, smtp, email, oauth2 } = account;
  const isFailed = state !== undefined && stateLabel(state, lastError ?? null).type === "danger";
  const isOfOwner = oauth2?.provider !== undefined && !account.type.endsWith("Service");
  const request = lastError?.tokenRequest;
  const isStopped = state === "unset";
  return (
    <>
      {isFailed && (
        <Trouble
          title={
            isStopped
              ? texts.troubles.unset
              : request
                ? texts.troubles.provider
                : state === "authenticationError"
                  ? texts.troubles.authenticationError
                  : texts.troubles.connectError
          }
        >
          {request ? (
            <Text size="sm">{lastError?.description ?? lastError?.response}</Text>
          ) : (
            lastError && <Advice failure={failureOf(lastError)} host={imap?.host ?? smtp?.host ?? email} />
          )}
          {state === "authenticationError" && isOfOwner && request?.flag === undefined && (
            <Text size="sm">{texts.troubles.reauthorize}</Text>
          )}
          {isStopped && <Text size="sm">{texts.troubles.stopped}</Text>}
          {nextRetry && (
            <Text size="sm" c="dimmed">
              {texts.troubles.nextRetry} <RelativeTime at={nextRetry} />
            </Text>
          )}
          {request && <TokenRequest request={request} />}
        </Trouble>
      )}
      {syncError && (
        <Trouble title={texts.troubles.syncError}>
          <Text size="sm">{texts.troubles.syncErrorIn(syncError.path ?? "")}</Text>
          {syncError.error !== undefined && (
            <Text size="xs" ff="monospace" c="dimmed">
              {syncError.error}
            </Text>
          )}
        </Trouble>
      )}
      {smtpStatus?.status === "error" && (
        <Trouble title={texts.troubles.sendError}>
          <Advice
            failure={{
              error: smtpStatus.description ?? "",
              ...(smtpStatus.code !== undefined && { code: smtpStatus.code }),
              ...(smtpStatus.response !== undefined && { responseText: smtpStatus.response }),
            }}
            host={smtp?.host ?? email}
          />
        </Trouble>
      )}
      {webhookErrorFlag && (
        <Trouble title={texts.troubles.webhookError}>
          <Text size="sm">{webhookErrorFlag.message}</Text>
        </Trouble>
      )}
    </>
  );
}

const failureOf = ({ response, description, serverResponseCode }: AccountError) => ({
  error: description ?? response ?? "",
  ...(serverResponseCode !== undefined && { code: serverResponseCode }),
  ...(response !== undefined && { responseText: response }),
});

function Trouble({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Alert color="red" variant="light" title={title} icon={<IconAlertTriangle aria-hidden />}>
      <Stack gap="xs">{children}</Stack>
    </Alert>
  );
}
