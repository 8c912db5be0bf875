import { Progress } from "@mantine/core";
import { ACCOUNT_STATES } from "@posthorn/contracts/accounts";
import { stateLabel } from "@posthorn/contracts/state-label";
import type { Stats } from "@posthorn/contracts/stats";
import { nameOfState } from "../../components/state-badge.tsx";
import { formatNumber, listed } from "../../languages/format.ts";
import { texts } from "./texts.ts";

const COLORS = { success: "coach.6", info: "indigo.4", warning: "yellow.6", danger: "red.6", neutral: "gray.5" };

/** How the accounts share out among their states, as one bar. */
export function StateBar({ connections, accounts }: Pick<Stats, "connections" | "accounts">) {
  const parts = ACCOUNT_STATES.map((state) => ({
    state,
    label: stateLabel(state, null),
    count: connections[state],
  })).filter(({ count }) => count > 0);
  if (accounts === 0 || parts.length === 0) return null;
  const inWords = listed(parts.map(({ label, count }) => `${nameOfState(label)}: ${formatNumber(count)}`));
  return (
    <Progress.Root size="lg" role="img" aria-label={texts.byState(inWords)} title={inWords}>
      {parts.map(({ state, label, count }) => (
        <Progress.Section key={state} value={(count / accounts) * 100} color={COLORS[label.type]} aria-hidden />
      ))}
    </Progress.Root>
  );
}
