import { Tabs } from "@mantine/core";
import { tryPrompt } from "@posthorn/contracts/ai";
import { IconSettings } from "@tabler/icons-react";
import { getRouteApi } from "@tanstack/react-router";
import { ErrorState } from "../../components/error-state.tsx";
import { ButtonLink } from "../../components/link.tsx";
import { LinesLoading } from "../../components/loading.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { useUrlSearch } from "../../components/use-url-search.ts";
import { useAiDefaults } from "../../queries/ai.ts";
import { useMay } from "../../queries/session.ts";
import { useSettings } from "../../queries/settings.ts";
import { BENCH_KEYS } from "./bench-values.ts";
import { Bench } from "./bench.tsx";
import { AI_TABS } from "./filters.ts";
import { Status } from "./status.tsx";
import { texts } from "./texts.ts";
import { Usage } from "./usage.tsx";

const route = getRouteApi("/signed-in/ai");

/** Whether mail is summarised, what that takes, and a bench for those who may change how. */
export function Ai() {
  const { tab = "usage" } = route.useSearch();
  const [, change] = useUrlSearch();
  const mayTry = useMay(tryPrompt);
  const settings = useSettings("generateEmailSummary", "openAiAPIKey", "openAiAPIUrl", ...BENCH_KEYS);
  const defaults = useAiDefaults();
  const tabs = AI_TABS.filter((each) => each !== "bench" || mayTry);
  const failed = settings.isError ? settings : defaults.isError ? defaults : undefined;
  return (
    <>
      <PageHeader
        title={texts.title}
        description={texts.description}
        actions={
          <ButtonLink
            to="/settings/{-$group}"
            params={{ group: "ai" }}
            variant="default"
            leftSection={<IconSettings size={17} aria-hidden />}
          >
            {texts.settings}
          </ButtonLink>
        }
      />
      {failed ? (
        <ErrorState error={failed.error} onRetry={() => void failed.refetch()} isRetrying={failed.isFetching} />
      ) : settings.data === undefined || defaults.data === undefined ? (
        <LinesLoading lines={6} />
      ) : (
        <>
          <Status settings={settings.data} defaults={defaults.data} />
          <Tabs
            value={tabs.includes(tab) ? tab : "usage"}
            onChange={(next) => change({ tab: next === "usage" ? undefined : next })}
            keepMounted={false}
          >
            <Tabs.List aria-label={texts.tabs.label} mb="lg">
              {tabs.map((each) => (
                <Tabs.Tab key={each} value={each}>
                  {texts.tabs[each]}
                </Tabs.Tab>
              ))}
            </Tabs.List>
            <Tabs.Panel value="usage">
              <Usage />
            </Tabs.Panel>
            {mayTry && (
              <Tabs.Panel value="bench">
                <Bench settings={settings.data} defaults={defaults.data} />
              </Tabs.Panel>
            )}
          </Tabs>
        </>
      )}
    </>
  );
}
