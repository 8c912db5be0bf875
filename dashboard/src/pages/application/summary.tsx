import { Badge, Group, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { CopyButton } from "../../components/copy-button.tsx";
import { Details } from "../../components/details.tsx";
import { TextLink } from "../../components/link.tsx";
import { RelativeTime } from "../../components/relative-time.tsx";
import { Section } from "../../components/section.tsx";
import { ShortId } from "../../components/short-id.tsx";
import type { Application } from "../../queries/applications.ts";
import { texts as listTexts } from "../applications/texts.ts";
import { isInteractive, kindOf } from "./application-form.ts";
import { texts } from "./texts.ts";

const { page, labels } = texts;

/** All that is known of an application, but its secrets. */
export function Summary({ app }: { app: Application }) {
  const kind = kindOf(app);
  const secret = (value: string | undefined) => (value === undefined ? undefined : page.secret);
  const hasPubSub = app.pubSubTopic !== undefined || app.pubSubSubscription !== undefined;
  return (
    <Section title={page.summary}>
      {isInteractive(kind) && app.enabled !== true && <Text size="sm">{page.offNote}</Text>}
      <Details
        items={[
          [page.id, <ShortId key="id" id={app.id} />],
          [page.provider, listTexts.providers[kind]],
          [page.description, app.description],
          [
            page.accounts,
            app.accounts !== undefined && kind !== "pubsub" ? (
              <TextLink inherit key="accounts" to="/accounts" search={{ app: app.id }}>
                {page.accountsOf(app.accounts)}
              </TextLink>
            ) : undefined,
          ],
          [page.served, app.baseScopes && listTexts.bases[app.baseScopes]],
          [labels.title, app.title],
          [labels.clientId, app.clientId],
          [labels.clientSecret, secret(app.clientSecret)],
          [labels.authority, app.authority],
          [labels.cloud, app.cloud && ((texts.clouds as Record<string, string>)[app.cloud] ?? app.cloud)],
          [labels.redirectUrl, app.redirectUrl && <Copied key="url" value={app.redirectUrl} />],
          [labels.googleProjectId, app.googleProjectId],
          [labels.serviceClient, app.serviceClient],
          [labels.serviceClientEmail, app.serviceClientEmail],
          [labels.serviceKey, secret(app.serviceKey)],
          [labels.externalAccount, secret(app.externalAccount)],
          [labels.googleWorkspaceAccounts, app.googleWorkspaceAccounts === true ? page.yes : undefined],
          [labels.extraScopes, scopes(app.extraScopes)],
          [labels.skipScopes, scopes(app.skipScopes)],
          [
            labels.pubSubApp,
            app.pubSubApp && (
              <TextLink inherit key="listener" to="/applications/$app" params={{ app: app.pubSubApp }}>
                {app.pubSubApp}
              </TextLink>
            ),
          ],
          [page.topic, app.pubSubTopic],
          [page.subscription, app.pubSubSubscription],
          [page.mayPublish, hasPubSub ? (app.pubSubIamPolicy === true ? page.yes : page.no) : undefined],
          [page.created, app.created && <RelativeTime key="created" at={app.created} />],
          [page.updated, app.updated && <RelativeTime key="updated" at={app.updated} />],
        ]}
      />
    </Section>
  );
}

function scopes(names: readonly string[] | undefined): ReactNode {
  if (!names?.length) return undefined;
  return (
    <Group gap={6}>
      {names.map((name) => (
        <Badge key={name} variant="default" tt="none" fw={500}>
          {name}
        </Badge>
      ))}
    </Group>
  );
}

const Copied = ({ value }: { value: string }) => (
  <Group gap={4} wrap="nowrap">
    <span>{value}</span>
    <CopyButton value={value} label={page.copyRedirect} />
  </Group>
);
