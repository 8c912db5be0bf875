import { Tabs } from "@mantine/core";
import { createOAuth2App } from "@posthorn/contracts/oauth2-apps";
import { IconPlus } from "@tabler/icons-react";
import { getRouteApi } from "@tanstack/react-router";
import { ButtonLink } from "../../components/link.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { useUrlSearch } from "../../components/use-url-search.ts";
import { useMay } from "../../queries/session.ts";
import { ApplicationList } from "./application-list.tsx";
import { Subscriptions } from "./subscriptions.tsx";
import { APPLICATION_TABS } from "./tabs.ts";
import { texts } from "./texts.ts";

const route = getRouteApi("/signed-in/applications");

export function Applications() {
  const { tab = "applications" } = route.useSearch();
  const [, change] = useUrlSearch();
  const mayAdd = useMay(createOAuth2App);
  const button = mayAdd && (
    <ButtonLink to="/add-application" leftSection={<IconPlus size={17} aria-hidden />}>
      {texts.add}
    </ButtonLink>
  );
  return (
    <>
      <PageHeader title={texts.title} description={texts.description} actions={button} />
      <Tabs
        value={tab}
        onChange={(next) => change({ tab: next === "applications" ? undefined : next })}
        keepMounted={false}
      >
        <Tabs.List aria-label={texts.tabs.label} mb="lg">
          {APPLICATION_TABS.map((each) => (
            <Tabs.Tab key={each} value={each}>
              {texts.tabs[each]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="applications">
          <ApplicationList add={button} />
        </Tabs.Panel>
        <Tabs.Panel value="subscriptions">
          <Subscriptions />
        </Tabs.Panel>
      </Tabs>
    </>
  );
}
