import { Stack } from "@mantine/core";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { ErrorState } from "../../components/error-state.tsx";
import { LinesLoading } from "../../components/loading.tsx";
import { TextLink } from "../../components/link.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { Section } from "../../components/section.tsx";
import { showDone } from "../../components/toast.tsx";
import { type Application, useApplication, useUpdateApplication } from "../../queries/applications.ts";
import { formOfApplication, kindOf, toChanges } from "./application-form.ts";
import { ApplicationFields } from "./application-fields.tsx";
import { SetUpHelp } from "./set-up-help.tsx";
import { texts } from "./texts.ts";

const route = getRouteApi("/signed-in/applications/$app/edit");

export function EditApplication() {
  const { app: id } = route.useParams();
  const app = useApplication(id);
  const name = app.data?.name ?? id;
  return (
    <>
      <PageHeader
        title={texts.editTitle(name)}
        parent={
          <TextLink to="/applications/$app" params={{ app: id }}>
            {name}
          </TextLink>
        }
      />
      {app.isError && app.data === undefined ? (
        <ErrorState error={app.error} onRetry={() => void app.refetch()} isRetrying={app.isFetching} />
      ) : app.data ? (
        <Form app={app.data} />
      ) : (
        <Section title={texts.general}>
          <LinesLoading lines={6} height={36} />
        </Section>
      )}
    </>
  );
}

function Form({ app: given }: { app: Application }) {
  // As it was when the page was opened: what is typed is compared with that.
  const [app] = useState(given);
  const update = useUpdateApplication(app.id);
  const navigate = useNavigate();
  const kind = kindOf(app);
  const before = formOfApplication(app);
  return (
    <Stack gap="lg">
      <ApplicationFields
        kind={kind}
        initial={before}
        isStored
        action={texts.save}
        cancelTo={app.id}
        onSubmit={async (values) => {
          await update(toChanges(kind, values, before));
          showDone(texts.saved);
          await navigate({ to: "/applications/$app", params: { app: app.id } });
        }}
      />
      <SetUpHelp kind={kind} />
    </Stack>
  );
}
