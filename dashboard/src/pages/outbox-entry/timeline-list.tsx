import { Text, Timeline } from "@mantine/core";
import { RelativeTime } from "../../components/relative-time.tsx";
import { texts } from "./texts.ts";
import type { Step } from "./timeline.ts";

const COLORS: Record<Step["look"], string> = { good: "coach", bad: "red", plain: "gray", coming: "gray" };

/** What happened, one below the other. */
export function TimelineList({ steps }: { steps: readonly Step[] }) {
  if (steps.length === 0) return <Text c="dimmed">{texts.nothing}</Text>;
  return (
    <Timeline bulletSize={14} lineWidth={2} active={steps.filter(({ look }) => look !== "coming").length - 1}>
      {steps.map(({ key, title, at, text, look }) => (
        <Timeline.Item
          key={key}
          title={title}
          color={COLORS[look]}
          lineVariant={look === "coming" ? "dashed" : "solid"}
          fz="0.95rem"
        >
          {text !== undefined && (
            <Text size="sm" ff="monospace" mt={2} style={{ overflowWrap: "anywhere" }}>
              {text}
            </Text>
          )}
          {at !== undefined && (
            <Text size="xs" c="dimmed" mt={2}>
              <RelativeTime at={at} />
            </Text>
          )}
        </Timeline.Item>
      ))}
    </Timeline>
  );
}
