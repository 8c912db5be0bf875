import { Select, Text } from "@mantine/core";
import { IconLockAccess } from "@tabler/icons-react";
import { getRouteApi } from "@tanstack/react-router";
import { ErrorState } from "../../components/error-state.tsx";
import { ButtonLink } from "../../components/link.tsx";
import { LinesLoading } from "../../components/loading.tsx";
import { Section } from "../../components/section.tsx";
import { useUrlSearch } from "../../components/use-url-search.ts";
import { useApplicationNames } from "../../queries/applications.ts";
import { texts as accountTexts } from "../accounts/texts.ts";
import { LinkForm } from "./link-form.tsx";
import { ServiceForm } from "./service-form.tsx";
import { texts } from "./texts.ts";

const route = getRouteApi("/signed-in/add-account");

/** Adds an account through an OAuth2 application: by consent of its owner, or at once where none is needed. */
export function ByApplication() {
  const { app } = route.useSearch();
  const [, change] = useUrlSearch();
  const applications = useApplicationNames();
  const usable = applications.data?.apps.filter(({ enabled, baseScopes }) => enabled && baseScopes !== "pubsub");
  const chosen = usable?.find(({ id }) => id === app) ?? (usable?.length === 1 ? usable[0] : undefined);
  const isService = chosen?.provider === "gmailService" || chosen?.provider === "outlookService";
  return (
    <Section title={texts.ways.application}>
      {applications.isError ? (
        <ErrorState error={applications.error} onRetry={() => void applications.refetch()} />
      ) : usable === undefined ? (
        <LinesLoading lines={3} />
      ) : usable.length === 0 ? (
        <>
          <Text fw={600}>{texts.application.none}</Text>
          <Text maw={640}>{texts.application.noneText}</Text>
          <div>
            <ButtonLink to="/applications" variant="default" leftSection={<IconLockAccess size={17} aria-hidden />}>
              {texts.application.toApplications}
            </ButtonLink>
          </div>
        </>
      ) : (
        <>
          <Select
            label={texts.application.choose}
            placeholder={texts.application.placeholder}
            data={usable.map(({ id, name, provider }) => ({
              value: id,
              label: [name ?? id, accountTexts.types[provider]].join(" · "),
            }))}
            value={chosen?.id ?? null}
            onChange={(next) => change({ app: next ?? undefined })}
            allowDeselect={false}
            maw={460}
          />
          {chosen && (
            <>
              <Text maw={680}>{isService ? texts.application.service : texts.application.consent}</Text>
              {isService ? (
                <ServiceForm key={chosen.id} application={chosen} />
              ) : (
                <LinkForm key={chosen.id} application={chosen} />
              )}
            </>
          )}
        </>
      )}
    </Section>
  );
}
