import { Button, Group, Loader, Select, Stack, Text } from "@mantine/core";
import { startDeliveryTest } from "@posthorn/contracts/delivery-tests";
import { listGateways } from "@posthorn/contracts/gateways";
import { updateSettings } from "@posthorn/contracts/settings";
import { IconMailCheck } from "@tabler/icons-react";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { ErrorState } from "../../components/error-state.tsx";
import { TextLink } from "../../components/link.tsx";
import { Section } from "../../components/section.tsx";
import { texts as common } from "../../components/texts.ts";
import { showDone, showFault } from "../../components/toast.tsx";
import { useUrlSearch } from "../../components/use-url-search.ts";
import { useDeliveryTest, useStartDeliveryTest } from "../../queries/delivery-tests.ts";
import { useMay } from "../../queries/session.ts";
import { useSettings, useUpdateSettings } from "../../queries/settings.ts";
import { useGatewayChoice } from "../../queries/submissions.ts";
import { AccountPicker } from "../accounts/account-picker.tsx";
import { DeliveryResults } from "./delivery-results.tsx";
import { texts } from "./texts.ts";

const route = getRouteApi("/signed-in/accounts/$account");

/** Sends a message to a mailbox of the installation, and shows what a receiver makes of it. */
export function DeliveryTest({ account }: { account: string }) {
  const { test } = route.useSearch();
  const [, change] = useUrlSearch();
  const settings = useSettings("deliveryTestAccount");
  const gateways = useGatewayChoice({ isWanted: useMay(listGateways) });
  const start = useStartDeliveryTest(account);
  const mayStart = useMay(startDeliveryTest);
  const mayChoose = useMay(updateSettings);
  const [gateway, setGateway] = useState<string | null>(null);
  const [isChanging, setChanging] = useState(false);
  const receiver = settings.data?.deliveryTestAccount;
  if (!mayStart && test === undefined) return null;
  const begin = () =>
    start.mutate(gateway, {
      onSuccess: ({ deliveryTest }) => change({ test: deliveryTest }),
      onError: (error) => showFault(error),
    });
  return (
    <Section title={texts.delivery.title}>
      <Text c="dimmed" maw={720}>
        {texts.delivery.text}
      </Text>
      {settings.data && (!receiver || isChanging) ? (
        <ChooseReceiver stored={receiver || null} onClose={() => setChanging(false)} />
      ) : (
        <>
          {receiver && (
            <Group gap="xs">
              <Text size="sm">
                {texts.delivery.receivedBy}{" "}
                <TextLink to="/accounts/$account" params={{ account: receiver }}>
                  {receiver}
                </TextLink>
              </Text>
              {mayChoose && (
                <Button variant="subtle" size="compact-xs" onClick={() => setChanging(true)}>
                  {texts.delivery.change}
                </Button>
              )}
            </Group>
          )}
          {mayStart && (
            <Group align="flex-end">
              {gateways.data && gateways.data.length > 0 && (
                <Select
                  label={texts.delivery.gateway}
                  data={[
                    { value: "", label: texts.delivery.ownWay },
                    ...gateways.data.map(({ gateway: id, name }) => ({ value: id, label: name || id })),
                  ]}
                  value={gateway ?? ""}
                  onChange={(value) => setGateway(value || null)}
                  allowDeselect={false}
                />
              )}
              <Button
                variant="default"
                leftSection={<IconMailCheck size={17} aria-hidden />}
                loading={start.isPending}
                disabled={!receiver}
                onClick={begin}
              >
                {test === undefined ? texts.delivery.start : texts.delivery.again}
              </Button>
            </Group>
          )}
        </>
      )}
      {test !== undefined && <Outcome key={test} test={test} />}
    </Section>
  );
}

function Outcome({ test }: { test: string }) {
  const outcome = useDeliveryTest(test);
  if (outcome.isError) return <ErrorState error={outcome.error} />;
  if (outcome.data === undefined || outcome.data.status === "pending")
    return (
      <Group gap="xs" role="status">
        <Loader size="xs" />
        <Text size="sm">{texts.delivery.pending}</Text>
      </Group>
    );
  return <DeliveryResults check={outcome.data} />;
}

interface ReceiverProps {
  /** The account that receives them by now. */
  stored: string | null;
  onClose: () => void;
}

/** Names the mailbox that receives tests, or none. */
function ChooseReceiver({ stored, onClose }: ReceiverProps) {
  const update = useUpdateSettings();
  const mayUpdate = useMay(updateSettings);
  const [receiver, setReceiver] = useState(stored);
  const save = (account: string | null) =>
    update.mutate(
      { deliveryTestAccount: account },
      {
        onSuccess: () => {
          showDone(account === null ? texts.delivery.isOff : texts.delivery.chosen);
          onClose();
        },
        onError: (error) => showFault(error),
      },
    );
  return (
    <Stack gap="xs">
      {stored === null && <Text fw={600}>{texts.delivery.noReceiver}</Text>}
      <Text size="sm">{texts.delivery.noReceiverText}</Text>
      {mayUpdate && (
        <Group align="flex-end">
          <AccountPicker label={texts.delivery.receiver} value={receiver} onChange={setReceiver} w={320} maw="100%" />
          <Button
            variant="default"
            disabled={receiver === null || receiver === stored}
            loading={update.isPending}
            onClick={() => save(receiver)}
          >
            {texts.delivery.choose}
          </Button>
          {stored !== null && (
            <>
              <Button variant="default" disabled={update.isPending} onClick={() => save(null)}>
                {texts.delivery.off}
              </Button>
              <Button variant="subtle" disabled={update.isPending} onClick={onClose}>
                {common.cancel}
              </Button>
            </>
          )}
        </Group>
      )}
    </Stack>
  );
}
