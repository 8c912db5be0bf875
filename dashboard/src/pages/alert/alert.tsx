import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { useForm } from "@mantine/form";
import { type AlertRule, deleteAlertRule, testAlertRule, updateAlertRule } from "@posthorn/contracts/alert-rules";
import { IconAlertTriangle, IconCheck, IconSend, IconTrash } from "@tabler/icons-react";
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
import { StateBadge } from "../../components/state-badge.tsx";
import { showDone, showFault } from "../../components/toast.tsx";
import { useSubmit } from "../../components/use-submit.ts";
import { type AlertTrial, useAlertRule, useTestAlertRule, useUpdateAlertRule } from "../../queries/alert-rules.ts";
import { useMay } from "../../queries/session.ts";
import { AlertFields } from "../alerts/alert-fields.tsx";
import { type AlertForm, faultsOf, FIELDS, formOf, toRule } from "../alerts/alert-form.ts";
import { alertLabel, targetInWords, whenInWords } from "../alerts/alert-words.ts";
import { DeleteAlert } from "../alerts/delete-alert.tsx";
import { texts as common } from "../alerts/texts.ts";
import { SecretDialog } from "../webhooks/secret-dialog.tsx";
import { texts } from "./texts.ts";

const route = getRouteApi("/signed-in/alerts/$rule");

export function AlertPage() {
  const { rule: id } = route.useParams();
  const rule = useAlertRule(id);
  const test = useTestAlertRule();
  const navigate = useNavigate();
  const mayTest = useMay(testAlertRule);
  const mayUpdate = useMay(updateAlertRule);
  const mayDelete = useMay(deleteAlertRule);
  const [isAsking, setAsking] = useState(false);
  return (
    <>
      <PageHeader
        title={rule.data?.name ?? texts.fallback}
        parent={<TextLink to="/alerts">{texts.back}</TextLink>}
        actions={
          rule.data && (
            <>
              {mayTest && (
                <Button
                  variant="default"
                  leftSection={<IconSend size={16} aria-hidden />}
                  loading={test.isPending}
                  onClick={() => test.mutate(id, { onError: (error) => showFault(error) })}
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
      {rule.isError ? (
        <ErrorState error={rule.error} onRetry={() => void rule.refetch()} isRetrying={rule.isFetching} />
      ) : rule.data ? (
        <>
          {test.data && <Trial trial={test.data} />}
          <Summary rule={rule.data} />
          {mayUpdate && <EditAlert key={id} stored={rule.data} />}
        </>
      ) : (
        <Section title={texts.state}>
          <LinesLoading lines={6} />
        </Section>
      )}
      <DeleteAlert
        rule={isAsking ? rule.data : undefined}
        onClose={() => setAsking(false)}
        onDeleted={() => void navigate({ to: "/alerts", replace: true })}
      />
    </>
  );
}

/** What came of a test. */
function Trial({ trial: { success, queueId, error, response } }: { trial: AlertTrial }) {
  const done = queueId === undefined ? texts.tested : texts.testedEmail;
  return (
    <Alert
      role="status"
      variant="light"
      color={success ? "coach" : "red"}
      title={success ? done : texts.testFailed}
      icon={success ? <IconCheck aria-hidden /> : <IconAlertTriangle aria-hidden />}
    >
      <Stack gap="xs">
        {error !== undefined && <Text size="sm">{error}</Text>}
        {!success && response !== undefined && response !== "" && (
          <CodeBlock code={response} label={texts.answer} wraps />
        )}
        {queueId !== undefined && (
          <TextLink to="/outbox/$queueId" params={{ queueId }} size="sm">
            {queueId}
          </TextLink>
        )}
      </Stack>
    </Alert>
  );
}

function Summary({ rule }: { rule: AlertRule }) {
  const { when, target, since, findings, checked, told, error } = rule;
  return (
    <Section title={texts.state}>
      <Details
        items={[
          [texts.state, <StateBadge key="state" label={alertLabel(rule)} />],
          [common.form.when, whenInWords(when)],
          [texts.target, targetInWords(target)],
          [texts.since, since && <RelativeTime key="since" at={since} />],
          [
            texts.findings,
            findings.length === 0 ? undefined : (
              <Text key="findings" size="sm" style={{ whiteSpace: "pre-line", overflowWrap: "anywhere" }}>
                {findings.join("\n")}
              </Text>
            ),
          ],
          [texts.checked, checked && <RelativeTime key="checked" at={checked} />],
          [
            texts.told,
            told ? (
              <Group key="told" gap={6}>
                <RelativeTime at={told.at} />
                <span>{texts.kinds[told.kind]}</span>
              </Group>
            ) : (
              texts.never
            ),
          ],
          [
            texts.error,
            error && (
              <Text key="error" size="sm" c="red">
                {error.message} <RelativeTime at={error.at} />
              </Text>
            ),
          ],
        ]}
      />
    </Section>
  );
}

/** Changes a rule. What others change meanwhile does not disturb who types here. */
function EditAlert({ stored }: { stored: AlertRule }) {
  const update = useUpdateAlertRule(stored.id);
  const [before] = useState(() => formOf(stored));
  const [secret, setSecret] = useState<string>();
  const form = useForm<AlertForm>({ initialValues: before, validate: faultsOf });
  const { onSubmit, isBusy, fault } = useSubmit(
    form,
    async (values) => {
      const updated = await update(toRule(values));
      form.resetDirty(values);
      showDone(common.form.saved);
      setSecret(updated.secret);
    },
    { fields: FIELDS },
  );
  return (
    <form onSubmit={onSubmit} noValidate>
      <Stack gap="lg">
        <AlertFields form={form} />
        <FormFault fault={fault} />
        <Group justify="space-between">
          <Text size="sm" c="dimmed">
            {common.form.afresh}
          </Text>
          <Button type="submit" loading={isBusy} disabled={!form.isDirty()}>
            {common.form.save}
          </Button>
        </Group>
      </Stack>
      {secret !== undefined && <SecretDialog secret={secret} onClose={() => setSecret(undefined)} />}
    </form>
  );
}
