import { Alert, Group, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { CopyButton } from "../../components/copy-button.tsx";
import { Details } from "../../components/details.tsx";
import { TextLink } from "../../components/link.tsx";
import { Section } from "../../components/section.tsx";
import { texts as common } from "../../components/texts.ts";
import { useSettings } from "../../queries/settings.ts";
import { texts } from "./texts.ts";

const words = texts.notifications;

/** Where Microsoft Graph tells of changes, and what keeps it from that. */
export function NotificationUrls() {
  const settings = useSettings("serviceUrl", "notificationBaseUrl");
  if (!settings.data) return null;
  const base = settings.data.notificationBaseUrl || settings.data.serviceUrl;
  if (!base)
    return (
      <Section title={words.title}>
        <Warning text={words.none} />
      </Section>
    );
  const url = (path: string) => `${base.replace(/\/$/, "")}/oauth/msg/${path}`;
  return (
    <Section title={words.title}>
      <Text size="sm" c="dimmed" maw={720}>
        {words.text}
      </Text>
      <Details
        items={[
          [words.notification, <Copied key="notification" url={url("notification")} />],
          [words.lifecycle, <Copied key="lifecycle" url={url("lifecycle")} />],
        ]}
      />
      {!base.startsWith("https:") && <Warning text={words.plain} />}
    </Section>
  );
}

const Copied = ({ url }: { url: string }) => (
  <Group gap={4} wrap="nowrap">
    <span>{url}</span>
    <CopyButton value={url} label={common.copyOf(url)} />
  </Group>
);

const Warning = ({ text }: { text: string }) => (
  <Alert color="yellow" variant="light" icon={<IconAlertTriangle aria-hidden />}>
    <Text size="sm">
      {text}{" "}
      <TextLink
        to="/settings/{-$group}"
        params={{ group: "general" }}
        search={{ query: "notificationBaseUrl" }}
        c="inherit"
        underline="always"
      >
        {words.settings}
      </TextLink>
    </Text>
  </Alert>
);
