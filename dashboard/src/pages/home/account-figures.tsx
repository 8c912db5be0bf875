import { Group } from "@mantine/core";
import { ACCOUNT_STATES, type AccountStateName } from "@posthorn/contracts/accounts";
import { stateLabel } from "@posthorn/contracts/state-label";
import type { Stats } from "@posthorn/contracts/stats";
import { TextLink } from "../../components/link.tsx";
import { Section } from "../../components/section.tsx";
import { StateBadge } from "../../components/state-badge.tsx";
import { FigureLink, Figures } from "../../components/figure.tsx";
import { StateBar } from "./state-bar.tsx";
import { texts } from "./texts.ts";

/** Those have figures of their own. */
const SHOWN_ABOVE = new Set<AccountStateName>(["connected", "authenticationError", "connectError"]);

/** How many accounts there are in which state, each leading to the list of them. */
export function AccountFigures({ stats }: { stats: Stats | undefined }) {
  const { connected, authenticationError = 0, connectError = 0 } = stats?.connections ?? {};
  const others = ACCOUNT_STATES.filter((state) => !SHOWN_ABOVE.has(state) && (stats?.connections[state] ?? 0) > 0);
  return (
    <Section title={texts.accounts}>
      <Figures areThree>
        <FigureLink to="/accounts" label={texts.total} value={stats?.accounts} />
        <FigureLink to="/accounts" search={{ state: "connected" }} label={texts.connected} value={connected} />
        <FigureLink
          to="/accounts"
          search={{ state: "errors" }}
          label={texts.attention}
          value={stats && authenticationError + connectError}
          isBad
        />
      </Figures>
      {stats && <StateBar connections={stats.connections} accounts={stats.accounts} />}
      {others.length > 0 && (
        <Group gap="xs">
          {others.map((state) => (
            <TextLink key={state} to="/accounts" search={{ state }} underline="never">
              <StateBadge label={stateLabel(state, null)} count={stats?.connections[state] ?? 0} />
            </TextLink>
          ))}
        </Group>
      )}
    </Section>
  );
}
