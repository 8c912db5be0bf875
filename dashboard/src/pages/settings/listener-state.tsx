import { Group, Text } from "@mantine/core";
import { listCertificates } from "@posthorn/contracts/certificates";
import type { SettingsAnswer } from "@posthorn/contracts/settings";
import { TextLink } from "../../components/link.tsx";
import { StateBadge } from "../../components/state-badge.tsx";
import { useNow } from "../../components/use-now.ts";
import { useCertificates } from "../../queries/certificates.ts";
import { type Listener, useListenerStates } from "../../queries/listeners.ts";
import { useMay } from "../../queries/session.ts";
import { texts as ofCertificates } from "../certificates/texts.ts";
import { shownValidityOf } from "../certificates/validity.ts";
import { texts } from "./texts.ts";

/** How a port fares right now; nothing while that is not known. */
export function ListenerState({ listener }: { listener: Listener }) {
  const state = useListenerStates().data?.[listener];
  if (state === undefined) return null;
  const { error, ...label } = state;
  return (
    <Group gap="xs" role="status">
      <Text size="sm">{texts.portState}</Text>
      <StateBadge label={{ ...label, name: texts.portStates[label.name as keyof typeof texts.portStates] }} />
      {error !== undefined && (
        <Text size="sm" c="red">
          {error}
        </Text>
      )}
    </Group>
  );
}

/** How the certificate stands that a server of ours shows, or would if it spoke TLS; nothing while that is not known. */
export function CertificateState({ listener, stored }: { listener: Listener; stored: SettingsAnswer }) {
  const certificates = useCertificates({ isWanted: useMay(listCertificates) });
  const now = useNow();
  const shown = certificates.data?.listeners.find((one) => one.listener === listener);
  if (shown === undefined) return null;
  const lacksName = stored.tlsProvisioning === "acme" && !stored.serviceUrl && !stored.tlsHostnames?.length;
  return (
    <Group gap="xs">
      <Text size="sm">{texts.certificateState}</Text>
      <StateBadge label={shownValidityOf(shown, now)} />
      {!shown.tls && (
        <Text size="sm" c="dimmed">
          {ofCertificates.noTls}
        </Text>
      )}
      {shown.error !== null && (
        <Text size="sm" c="red">
          {shown.error}
        </Text>
      )}
      {lacksName && <Text size="sm">{texts.certificateNeedsName}</Text>}
      <TextLink to="/certificates" size="sm">
        {ofCertificates.title}
      </TextLink>
    </Group>
  );
}
