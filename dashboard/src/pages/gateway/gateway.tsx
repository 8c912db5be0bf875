import { Button, Group, Stack, Text } from "@mantine/core";
import { useForm } from "@mantine/form";
import { deleteGateway, type Gateway, updateGateway, verifyGateway } from "@posthorn/contracts/gateways";
import { IconPlugConnected, IconTrash } from "@tabler/icons-react";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { CodeBlock } from "../../components/code-block.tsx";
import { Details } from "../../components/details.tsx";
import { ErrorState } from "../../components/error-state.tsx";
import { FormFault } from "../../components/form-fault.tsx";
import { TextLink } from "../../components/link.tsx";
import { LinesLoading } from "../../components/loading.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { RelativeTime } from "../../components/relative-time.tsx";
import { Section } from "../../components/section.tsx";
import { ShortId } from "../../components/short-id.tsx";
import { StateBadge } from "../../components/state-badge.tsx";
import { showDone, showFault } from "../../components/toast.tsx";
import { useSubmit } from "../../components/use-submit.ts";
import { formatNumber } from "../../languages/format.ts";
import { useGateway, useUpdateGateway, useVerifyGateway } from "../../queries/gateways.ts";
import { useMay } from "../../queries/session.ts";
import { CheckSteps } from "../account-check/check-steps.tsx";
import { DeleteGateway } from "../gateways/delete-gateway.tsx";
import { GatewayFields } from "../gateways/gateway-fields.tsx";
import { faultsOf, FIELDS, formOf, type GatewayForm, toUpdate } from "../gateways/gateway-form.ts";
import { gatewayFault, gatewayLabel } from "../gateways/gateway-label.ts";
import { texts as common } from "../gateways/texts.ts";
import { texts } from "./texts.ts";

const route = getRouteApi("/signed-in/gateways/$gateway");

export function GatewayPage() {
  const { gateway: id } = route.useParams();
  const gateway = useGateway(id);
  const verify = useVerifyGateway(id);
  const navigate = useNavigate();
  const mayVerify = useMay(verifyGateway);
  const mayUpdate = useMay(updateGateway);
  const mayDelete = useMay(deleteGateway);
  const [isAsking, setAsking] = useState(false);
  return (
    <>
      <PageHeader
        title={gateway.data?.name ?? texts.fallback}
        parent={<TextLink to="/gateways">{texts.back}</TextLink>}
        actions={
          gateway.data && (
            <>
              {mayVerify && (
                <Button
                  variant="default"
                  leftSection={<IconPlugConnected size={17} aria-hidden />}
                  loading={verify.isPending}
                  onClick={() => verify.mutate(undefined, { onError: (error) => showFault(error) })}
                >
                  {texts.test}
                </Button>
              )}
              {mayDelete && (
                <Button
                  variant="default"
                  leftSection={<IconTrash size={16} aria-hidden />}
                  onClick={() => setAsking(true)}
                >
                  {common.delete}
                </Button>
              )}
            </>
          )
        }
      />
      {gateway.isError ? (
        <ErrorState error={gateway.error} onRetry={() => void gateway.refetch()} isRetrying={gateway.isFetching} />
      ) : gateway.data ? (
        <>
          {verify.data && (
            <CheckSteps
              outcome={{ smtp: verify.data }}
              hosts={{ smtp: gateway.data.host }}
              mayBePlain={{ smtp: !gateway.data.secure && !gateway.data.requireTLS }}
            />
          )}
          <Summary gateway={gateway.data} />
          {mayUpdate && <EditGateway stored={gateway.data} />}
          <Section title={texts.taking}>
            <Text size="sm" c="dimmed">
              {texts.takingText}
            </Text>
            <CodeBlock code={JSON.stringify({ gateway: id })} label={texts.body} />
            <CodeBlock code={`X-EE-Gateway: ${id}`} label={texts.header} />
          </Section>
        </>
      ) : (
        <Section title={texts.state}>
          <LinesLoading lines={6} />
        </Section>
      )}
      <DeleteGateway
        gateway={isAsking ? gateway.data : undefined}
        onClose={() => setAsking(false)}
        onDeleted={() => void navigate({ to: "/gateways", replace: true })}
      />
    </>
  );
}

function Summary({ gateway }: { gateway: Gateway }) {
  const { host, port, user, fallback, deliveries, lastUse, lastError } = gateway;
  return (
    <Section title={texts.state}>
      <Details
        items={[
          [texts.state, <StateBadge key="state" label={gatewayLabel(gateway)} />],
          [texts.fault, gatewayFault(gateway)],
          [
            texts.failed,
            lastError?.created === undefined ? undefined : (
              <RelativeTime key="failed" at={new Date(lastError.created).toISOString()} />
            ),
          ],
          [texts.id, <ShortId key="id" id={gateway.gateway} />],
          [texts.server, texts.address(host, String(port))],
          [texts.protection, common.form.securities[formOf(gateway).security]],
          [texts.user, user],
          [
            texts.otherWay,
            fallback && (
              <TextLink key="fallback" to="/gateways/$gateway" params={{ gateway: fallback }}>
                {fallback}
              </TextLink>
            ),
          ],
          [texts.deliveries, formatNumber(deliveries)],
          [texts.lastUse, lastUse ? <RelativeTime key="use" at={lastUse} /> : texts.never],
        ]}
      />
    </Section>
  );
}

/** Changes a gateway. What others change meanwhile does not disturb who types here. */
function EditGateway({ stored }: { stored: Gateway }) {
  const update = useUpdateGateway(stored.gateway);
  const [before] = useState(() => formOf(stored));
  const form = useForm<GatewayForm>({ initialValues: before, validate: faultsOf });
  const { onSubmit, isBusy, fault } = useSubmit(
    form,
    async (values) => {
      await update(toUpdate(values, stored));
      // A password that was stored is not shown again.
      const saved = { ...values, pass: "" };
      form.setValues(saved);
      form.resetDirty(saved);
      showDone(common.form.saved);
    },
    { fields: FIELDS },
  );
  return (
    <form onSubmit={onSubmit} noValidate>
      <Stack gap="lg">
        <GatewayFields form={form} id={stored.gateway} hasPassword={Boolean(stored.pass)} />
        <FormFault fault={fault} />
        <Group justify="flex-end">
          <Button type="submit" loading={isBusy} disabled={!form.isDirty()}>
            {common.form.save}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
