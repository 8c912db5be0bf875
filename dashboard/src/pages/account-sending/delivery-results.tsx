import { Accordion, Group, Stack, Text } from "@mantine/core";
import type { DeliveryCheck } from "@posthorn/contracts/delivery-tests";
import type { StateLabel } from "@posthorn/contracts/state-label";
import type { ReactNode } from "react";
import { Details } from "../../components/details.tsx";
import { StateBadge } from "../../components/state-badge.tsx";
import { type Finding, findingsOf } from "./authentication-results.ts";
import { texts } from "./texts.ts";

const words = texts.delivery;

/** What a receiver could tell of the message, part by part. */
export function DeliveryResults({ check }: { check: DeliveryCheck }) {
  const { spf, dkim, dmarc, arc } = findingsOf(check);
  const isGenuine = dmarc.result === "pass";
  const [best] = dkim.toSorted((a, b) => Number(b.result === "pass") - Number(a.result === "pass"));
  return (
    <Stack gap="sm" role="status">
      <Text fw={600}>{isGenuine ? words.passed : words.failed}</Text>
      {check.mailbox !== undefined && (
        <Text size="sm">
          {words.arrivedIn} {check.mailbox === "\\Junk" ? words.mailboxes.junk : words.mailboxes.inbox}
        </Text>
      )}
      <Accordion variant="separated" multiple chevronPosition="left">
        <Part id="spf" title={words.spf} result={spf.result}>
          <Details
            items={[
              [words.domain, spf.domain],
              [words.ip, spf.ip],
              [words.envelope, spf.envelope],
              [words.record, spf.record && <Code key="record">{spf.record}</Code>],
              [words.comment, spf.comment],
            ]}
          />
        </Part>
        <Part id="dkim" title={words.dkim} result={best?.result ?? "none"}>
          {dkim.length === 0 ? (
            <Text size="sm">{words.noSignature}</Text>
          ) : (
            <Stack>
              {dkim.map((signature) => (
                <Details
                  key={`${signature.selector}._domainkey.${signature.domain}`}
                  items={[
                    [words.domain, signature.domain],
                    [words.selector, signature.selector],
                    [words.comment, [resultInWords(signature), signature.comment].filter(Boolean).join(": ")],
                    [words.aligned, fitInWords(signature.aligned)],
                  ]}
                />
              ))}
            </Stack>
          )}
        </Part>
        <Part id="dmarc" title={words.dmarc} result={dmarc.result}>
          <Details
            items={[
              [words.domain, dmarc.domain],
              [words.spfAligned, fitInWords(dmarc.spfAligned)],
              [words.dkimAligned, fitInWords(dmarc.dkimAligned)],
              [words.policy, (words.policies as Record<string, string>)[dmarc.policy ?? ""] ?? dmarc.policy],
              [words.record, dmarc.record && <Code key="record">{dmarc.record}</Code>],
              [words.comment, dmarc.comment],
            ]}
          />
        </Part>
        {arc.result !== "none" && (
          <Part id="arc" title={words.arc} result={arc.result}>
            <Text size="sm">{arc.comment ?? resultInWords(arc)}</Text>
          </Part>
        )}
      </Accordion>
    </Stack>
  );
}

const resultInWords = ({ result }: Pick<Finding, "result">) =>
  (words.results as Record<string, string>)[result] ?? result;

const fitInWords = (aligned: string | false | undefined) =>
  aligned === undefined ? undefined : aligned === false ? words.alignedNo : words.alignedYes(aligned);

const Code = ({ children }: { children: string }) => (
  <Text span ff="monospace" size="xs">
    {children}
  </Text>
);

const COLOURS: Record<string, StateLabel["type"]> = { pass: "success", fail: "danger", permerror: "danger" };

function Part({ id, title, result, children }: { id: string; title: string; result: string; children: ReactNode }) {
  return (
    <Accordion.Item value={id}>
      <Accordion.Control>
        <Group justify="space-between" gap="xs">
          <Text size="sm" fw={600}>
            {title}
          </Text>
          <StateBadge label={{ type: COLOURS[result] ?? "warning", name: resultInWords({ result }) }} />
        </Group>
      </Accordion.Control>
      <Accordion.Panel>{children}</Accordion.Panel>
    </Accordion.Item>
  );
}
