import { Tabs } from "@mantine/core";
import { listOAuth2Apps } from "@posthorn/contracts/oauth2-apps";
import { requestAuthenticationForm } from "@posthorn/contracts/authentication-form";
import { getRouteApi } from "@tanstack/react-router";
import { TextLink } from "../../components/link.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { useUrlSearch } from "../../components/use-url-search.ts";
import { useMay } from "../../queries/session.ts";
import { ByApplication } from "./by-application.tsx";
import { ByFile } from "./by-file.tsx";
import { ByHand } from "./by-hand.tsx";
import { ByLink } from "./by-link.tsx";
import { texts } from "./texts.ts";
import { WAYS } from "./ways.ts";

const route = getRouteApi("/signed-in/add-account");

export function AddAccount() {
  const { way = "manual" } = route.useSearch();
  const [, change] = useUrlSearch();
  const mayLink = useMay(requestAuthenticationForm);
  const mayList = useMay(listOAuth2Apps);
  const offered = WAYS.filter((each) => (each === "link" ? mayLink : each !== "application" || mayList));
  return (
    <>
      <PageHeader
        title={texts.title}
        parent={<TextLink to="/accounts">{texts.back}</TextLink>}
        description={texts.description}
      />
      <Tabs
        value={way}
        onChange={(next) => change({ way: next === "manual" ? undefined : next, app: undefined })}
        keepMounted={false}
      >
        <Tabs.List aria-label={texts.ways.label} mb="lg">
          {offered.map((each) => (
            <Tabs.Tab key={each} value={each}>
              {texts.ways[each]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="manual">
          <ByHand />
        </Tabs.Panel>
        <Tabs.Panel value="link">
          <ByLink />
        </Tabs.Panel>
        <Tabs.Panel value="application">
          <ByApplication />
        </Tabs.Panel>
        <Tabs.Panel value="file">
          <ByFile />
        </Tabs.Panel>
      </Tabs>
    </>
  );
}
