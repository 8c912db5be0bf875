import { Button, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { ErrorState } from "../../components/error-state.tsx";
import { LinesLoading } from "../../components/loading.tsx";
import { Section } from "../../components/section.tsx";
import { useSignatures } from "../../queries/accounts.ts";
import { texts } from "./texts.ts";

/** The signatures that the account has at its provider; asked for on request only. */
export function Signatures({ account }: { account: string }) {
  const [isWanted, setWanted] = useState(false);
  const answer = useSignatures(account, { isWanted });
  const { signatures = [], signaturesSupported } = answer.data ?? {};
  return (
    <Section title={texts.signatures.title}>
      {!isWanted ? (
        <div>
          <Button variant="default" onClick={() => setWanted(true)}>
            {texts.signatures.ask}
          </Button>
        </div>
      ) : answer.isError ? (
        <ErrorState error={answer.error} onRetry={() => void answer.refetch()} isRetrying={answer.isFetching} />
      ) : answer.data === undefined ? (
        <LinesLoading lines={2} />
      ) : signatures.length === 0 ? (
        <Text c="dimmed">{signaturesSupported === false ? texts.signatures.unsupported : texts.signatures.none}</Text>
      ) : (
        <Stack>
          {signatures.map(({ address, signature }) => (
            <div key={address}>
              <Text size="sm" fw={600}>
                {address}
              </Text>
              <Text size="sm" style={{ whiteSpace: "pre-line" }}>
                {textOf(signature)}
              </Text>
            </div>
          ))}
        </Stack>
      )}
    </Section>
  );
}

/** What HTML says; nothing of it is run or loaded. */
const textOf = (html: string) => new DOMParser().parseFromString(html, "text/html").body.textContent.trim();
