import { Button, Group, Stack } from "@mantine/core";
import { useForm } from "@mantine/form";
import type { VerifyOutcome } from "@posthorn/contracts/accounts";
import { IconPlugConnected } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { FormFault } from "../../components/form-fault.tsx";
import { ButtonLink, TextLink } from "../../components/link.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { showDone, showFault } from "../../components/toast.tsx";
import { useSubmit } from "../../components/use-submit.ts";
import { useVerifyAccount } from "../../queries/accounts.ts";
import { useCreateGateway } from "../../queries/gateways.ts";
import { CheckSteps } from "../account-check/check-steps.tsx";
import { GatewayFields } from "./gateway-fields.tsx";
import { emptyForm, faultsOf, FIELDS, type GatewayForm, toCreate, toTrial } from "./gateway-form.ts";
import { texts } from "./texts.ts";

export function NewGateway() {
  const create = useCreateGateway();
  const verify = useVerifyAccount();
  const navigate = useNavigate();
  const [isTrying, setTrying] = useState(false);
  const [outcome, setOutcome] = useState<VerifyOutcome>();
  const form = useForm<GatewayForm>({
    initialValues: emptyForm(),
    validate: faultsOf,
    // It would be about something else.
    onValuesChange: () => setOutcome(undefined),
  });
  const { onSubmit, isBusy, fault } = useSubmit(
    form,
    async (values) => {
      const { gateway } = await create(toCreate(values));
      showDone(texts.new.done);
      await navigate({ to: "/gateways/$gateway", params: { gateway }, replace: true });
    },
    { fields: FIELDS },
  );
  async function tryIt() {
    if (form.validate().hasErrors) return;
    setTrying(true);
    try {
      setOutcome(await verify({ smtp: toTrial(form.values) }));
    } catch (error) {
      showFault(error);
    } finally {
      setTrying(false);
    }
  }
  return (
    <>
      <PageHeader
        title={texts.new.title}
        description={texts.new.description}
        parent={<TextLink to="/gateways">{texts.title}</TextLink>}
      />
      <form onSubmit={onSubmit} noValidate>
        <Stack gap="lg">
          <GatewayFields form={form} />
          {outcome && (
            <CheckSteps
              outcome={outcome}
              hosts={{ smtp: form.values.host }}
              mayBePlain={{ smtp: form.values.security === "plain" }}
            />
          )}
          <FormFault fault={fault} />
          <Group justify="space-between">
            <Button
              variant="default"
              leftSection={<IconPlugConnected size={17} aria-hidden />}
              loading={isTrying}
              onClick={() => void tryIt()}
            >
              {texts.new.try}
            </Button>
            <Group gap="xs">
              <ButtonLink to="/gateways" variant="default">
                {texts.new.cancel}
              </ButtonLink>
              <Button type="submit" loading={isBusy}>
                {texts.new.submit}
              </Button>
            </Group>
          </Group>
        </Stack>
      </form>
    </>
  );
}
