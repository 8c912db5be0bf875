import { Paper, SimpleGrid, Stack, Text } from "@mantine/core";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { ErrorState } from "../../components/error-state.tsx";
import { LinesLoading } from "../../components/loading.tsx";
import { TextLink } from "../../components/link.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { Section } from "../../components/section.tsx";
import { showDone } from "../../components/toast.tsx";
import { useCreateApplication } from "../../queries/applications.ts";
import { useSettings } from "../../queries/settings.ts";
import { texts as listTexts } from "../applications/texts.ts";
import classes from "./add-application.module.css";
import { emptyApplication, toCreate } from "./application-form.ts";
import { ApplicationFields } from "./application-fields.tsx";
import { NotificationUrls } from "./notification-urls.tsx";
import { PROVIDER_CHOICES, type ProviderChoice } from "./provider-choices.ts";
import { SetUpHelp } from "./set-up-help.tsx";
import { texts } from "./texts.ts";

const route = getRouteApi("/signed-in/add-application");

export function AddApplication() {
  const { kind }: { kind?: ProviderChoice | undefined } = route.useSearch();
  return (
    <>
      <PageHeader
        title={texts.addTitle}
        parent={<TextLink to="/applications">{texts.back}</TextLink>}
        description={
          kind === undefined ? (
            texts.chooseText
          ) : (
            <>
              {listTexts.providers[kind]}. <TextLink to="/add-application">{texts.other}</TextLink>
            </>
          )
        }
      />
      {kind === undefined ? <Choice /> : <Form key={kind} kind={kind} />}
    </>
  );
}

/** Which kind of application it is to be. */
function Choice() {
  return (
    <Section title={texts.choose}>
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        {PROVIDER_CHOICES.map((kind) => (
          <Paper key={kind} withBorder radius="md" p="md" className={classes["card"] ?? ""}>
            <Link to="/add-application" search={{ kind }} className={classes["link"] ?? ""}>
              {listTexts.providers[kind]}
            </Link>
            <Text size="sm" c="dimmed" mt={4}>
              {texts.kinds[kind]}
            </Text>
          </Paper>
        ))}
      </SimpleGrid>
    </Section>
  );
}

function Form({ kind }: { kind: ProviderChoice }) {
  const settings = useSettings("serviceUrl");
  const create = useCreateApplication();
  const navigate = useNavigate();
  if (settings.isError) return <ErrorState error={settings.error} onRetry={() => void settings.refetch()} />;
  if (!settings.data)
    return (
      <Section title={texts.general}>
        <LinesLoading lines={6} height={36} />
      </Section>
    );
  const base = settings.data.serviceUrl || window.location.origin;
  return (
    <Stack gap="lg">
      <SetUpHelp kind={kind} />
      {(kind === "outlook" || kind === "outlookService") && <NotificationUrls />}
      <ApplicationFields
        kind={kind}
        initial={emptyApplication(kind, `${base.replace(/\/$/, "")}/oauth`)}
        action={texts.add}
        onSubmit={async (values) => {
          const id = await create(toCreate(kind, values));
          showDone(texts.added);
          await navigate({ to: "/applications/$app", params: { app: id } });
        }}
      />
    </Stack>
  );
}
