import { Button, Group, Text } from "@mantine/core";
import { clearQueue } from "@posthorn/contracts/settings";
import { IconCircleCheck, IconEraser } from "@tabler/icons-react";
import { useState } from "react";
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import { TextLink } from "../../components/link.tsx";
import { Section } from "../../components/section.tsx";
import { showDone } from "../../components/toast.tsx";
import { useClearQueues } from "../../queries/queues.ts";
import { useMay } from "../../queries/session.ts";
import { texts as ofQueues } from "../queues/texts.ts";
import { texts as ofSettings } from "./texts.ts";

const texts = ofSettings.clear;

/** Forgets what is kept of jobs of all queues that are over: those that are done, or those that failed. */
export function ClearJobs() {
  const clear = useClearQueues("submit", "notify");
  const mayClear = useMay(clearQueue);
  const [asked, setAsked] = useState<"completed" | "failed">();
  if (!mayClear) return null;
  return (
    <Section title={texts.title}>
      <Group gap="xs">
        <Text size="sm" c="dimmed">
          {texts.text}
        </Text>
        <TextLink to="/queues" size="sm">
          {ofQueues.title}
        </TextLink>
      </Group>
      <Group gap="sm">
        <Button
          variant="default"
          leftSection={<IconCircleCheck size={16} aria-hidden />}
          onClick={() => setAsked("completed")}
        >
          {texts.completed}
        </Button>
        <Button variant="default" leftSection={<IconEraser size={16} aria-hidden />} onClick={() => setAsked("failed")}>
          {texts.failed}
        </Button>
      </Group>
      <ConfirmDialog
        isOpen={asked !== undefined}
        onClose={() => setAsked(undefined)}
        title={asked === undefined ? "" : texts[asked]}
        text={asked === undefined ? "" : [submit(asked), notify(asked)].join(" ")}
        action={texts.action}
        onConfirm={async () => asked !== undefined && showDone(ofQueues.did(await clear.mutateAsync([asked])))}
      />
    </Section>
  );
}

const ACTIONS = { completed: "clearCompleted", failed: "clearFailed" } as const;
const submit = (state: keyof typeof ACTIONS) => ofQueues.questions.submit[ACTIONS[state]];
const notify = (state: keyof typeof ACTIONS) => ofQueues.questions.notify[ACTIONS[state]];
