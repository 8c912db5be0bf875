import { IconPlus } from "@tabler/icons-react";
import { getRouteApi } from "@tanstack/react-router";
import { ErrorState } from "../../components/error-state.tsx";
import { ButtonLink } from "../../components/link.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { useStats } from "../../queries/stats.ts";
import { AccountFigures } from "./account-figures.tsx";
import { Activity } from "./activity.tsx";
import { Checklist } from "./checklist.tsx";
import { Queues } from "./queues.tsx";
import { texts } from "./texts.ts";
import { DEFAULT_WINDOW } from "./windows.ts";

const route = getRouteApi("/signed-in/");

export function Home() {
  const { seconds = DEFAULT_WINDOW } = route.useSearch();
  const stats = useStats(seconds);
  return (
    <>
      <PageHeader
        title={texts.title}
        actions={
          <ButtonLink to="/add-account" leftSection={<IconPlus size={17} aria-hidden />}>
            {texts.addAccount}
          </ButtonLink>
        }
      />
      {stats.isError && (
        <ErrorState error={stats.error} onRetry={() => void stats.refetch()} isRetrying={stats.isFetching} />
      )}
      {stats.data && <Checklist accounts={stats.data.accounts} />}
      {(stats.data !== undefined || !stats.isError) && (
        <>
          <AccountFigures stats={stats.data} />
          <Activity seconds={seconds} stats={stats.data} />
          <Queues stats={stats.data} />
        </>
      )}
    </>
  );
}
