import { createAccount } from "@posthorn/contracts/accounts";
import { IconPlus } from "@tabler/icons-react";
import { getRouteApi } from "@tanstack/react-router";
import { AlertLine } from "../../components/alert-line.tsx";
import { ErrorState } from "../../components/error-state.tsx";
import { ButtonLink } from "../../components/link.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { Section } from "../../components/section.tsx";
import { useNow } from "../../components/use-now.ts";
import { texts as alertTexts } from "../../shell/alert-texts.ts";
import { useAlerts } from "../../queries/alerts.ts";
import { useFirstVisit } from "../../queries/first-visit.ts";
import { useMay } from "../../queries/session.ts";
import { useStats } from "../../queries/stats.ts";
import { AccountFigures } from "./account-figures.tsx";
import { Activity } from "./activity.tsx";
import { Checklist } from "./checklist.tsx";
import { Queues } from "./queues.tsx";
import classes from "./home.module.css";
import { texts } from "./texts.ts";
import { DEFAULT_WINDOW } from "../../components/time-chart/windows.ts";

const route = getRouteApi("/signed-in/");

export function Home() {
  const { seconds = DEFAULT_WINDOW, chart = "activity" } = route.useSearch();
  const stats = useStats(seconds);
  const alerts = useAlerts(useNow());
  useFirstVisit();
  const mayAdd = useMay(createAccount);
  return (
    <>
      <PageHeader
        title={texts.title}
        actions={
          mayAdd && (
            <ButtonLink to="/add-account" leftSection={<IconPlus size={17} aria-hidden />}>
              {texts.addAccount}
            </ButtonLink>
          )
        }
      />
      {stats.isError && (
        <ErrorState error={stats.error} onRetry={() => void stats.refetch()} isRetrying={stats.isFetching} />
      )}
      {stats.data && <Checklist stats={stats.data} />}
      {alerts.length > 0 && (
        <Section title={alertTexts.title}>
          <div className={classes["lines"]}>
            {alerts.map((alert) => (
              <AlertLine key={alert.id} alert={alert} />
            ))}
          </div>
        </Section>
      )}
      {(stats.data !== undefined || !stats.isError) && (
        <>
          <AccountFigures stats={stats.data} />
          <Activity seconds={seconds} chart={chart} stats={stats.data} />
          <Queues stats={stats.data} />
        </>
      )}
    </>
  );
}
