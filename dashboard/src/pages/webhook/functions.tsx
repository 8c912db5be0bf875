import { Button, Checkbox, Group, Text } from "@mantine/core";
import { useForm } from "@mantine/form";
import type { WebhookEndpointView } from "@posthorn/contracts/webhook-endpoints";
import { IconHistory, IconPlayerPlay } from "@tabler/icons-react";
import { getRouteApi } from "@tanstack/react-router";
import { useEffect, useEffectEvent, useMemo } from "react";
import { CodeBlock } from "../../components/code-block.tsx";
import { CodeEditor } from "../../components/code-editor.tsx";
import { FormFault } from "../../components/form-fault.tsx";
import { Section } from "../../components/section.tsx";
import { showDone, showFault } from "../../components/toast.tsx";
import { useSubmit } from "../../components/use-submit.ts";
import { useUrlSearch } from "../../components/use-url-search.ts";
import { useRunFunctions, useUpdateEndpoint } from "../../queries/webhook-endpoints.ts";
import { FunctionFaults } from "./function-faults.tsx";
import { FunctionVersions } from "./function-versions.tsx";
import { PayloadField } from "./payload-field.tsx";
import { namesInFunctions, payloadType } from "./payload-types.ts";
import { RunOutcome } from "./run-outcome.tsx";
import { objectIn } from "./samples.ts";
import { texts } from "./texts.ts";
import { useTestPayload } from "./use-test-payload.ts";

const route = getRouteApi("/signed-in/webhooks/$endpoint");

interface Values extends Record<string, unknown> {
  fn: string;
  map: string;
  dropOnMapError: boolean;
}

/** The filter and the map of an endpoint: to write, to run on an event in the server's sandbox, and to save. */
export function Functions({ endpoint }: { endpoint: WebhookEndpointView }) {
  const update = useUpdateEndpoint(endpoint.id);
  const run = useRunFunctions();
  const payload = useTestPayload("messageNew");
  const form = useForm<Values>({
    initialValues: { fn: endpoint.fn ?? "", map: endpoint.map ?? "", dropOnMapError: endpoint.dropOnMapError },
  });
  const { values, errors } = form;
  const { dialog, version } = route.useSearch();
  const [, change] = useUrlSearch();
  const names = useMemo(() => namesInFunctions(objectIn(payload.text) ?? {}), [payload.text]);
  const { fn: storedFn, map: storedMap, dropOnMapError: storedDrop } = endpoint;
  const showStored = useEffectEvent((stored: Values) => {
    if (form.isDirty()) return;
    form.setInitialValues(stored);
    form.setValues(stored);
  });
  // A version that was set back to, or functions that somebody else wrote, show where nothing is typed meanwhile.
  useEffect(
    () => showStored({ fn: storedFn ?? "", map: storedMap ?? "", dropOnMapError: storedDrop }),
    [storedFn, storedMap, storedDrop],
  );
  const { onSubmit, isBusy, fault } = useSubmit(
    form,
    async ({ fn, map, dropOnMapError }) => {
      await update({ fn: fn.trim() === "" ? null : fn, map: map.trim() === "" ? null : map, dropOnMapError });
      form.resetDirty();
      showDone(texts.code.saved);
    },
    { fields: ["fn", "map"] },
  );
  function tryThem() {
    if (payload.payload === undefined) return;
    run.mutate(
      {
        ...(values.fn.trim() !== "" && { fn: values.fn }),
        ...(values.map.trim() !== "" && { map: values.map }),
        onMapError: values.dropOnMapError ? "drop" : "sendOriginal",
        payload: payload.payload,
      },
      { onError: (error) => showFault(error) },
    );
  }
  return (
    <>
      <form onSubmit={onSubmit} noValidate>
        <Section
          title={texts.code.title}
          actions={
            <Button
              variant="subtle"
              size="compact-sm"
              leftSection={<IconHistory size={16} aria-hidden />}
              onClick={() => change({ dialog: "versions" })}
            >
              {texts.versions.open}
            </Button>
          }
        >
          <Text size="sm" c="dimmed">
            {texts.code.text}
          </Text>
          {payload.payload && <PayloadTypes payload={payload.payload} />}
          <CodeEditor
            label={texts.code.filter}
            description={texts.code.filterHint}
            language="javascript"
            value={values.fn}
            onChange={(fn) => form.setFieldValue("fn", fn)}
            names={names}
            error={errors["fn"] as string | undefined}
          />
          <CodeEditor
            label={texts.code.map}
            description={texts.code.mapHint}
            language="javascript"
            value={values.map}
            onChange={(map) => form.setFieldValue("map", map)}
            names={names}
            error={errors["map"] as string | undefined}
          />
          <Checkbox label={texts.code.dropOnMapError} {...form.getInputProps("dropOnMapError", { type: "checkbox" })} />
          <FormFault fault={fault} />
          <Group>
            <Button type="submit" loading={isBusy} disabled={!form.isDirty()}>
              {texts.code.save}
            </Button>
          </Group>
        </Section>
      </form>
      <Section title={texts.code.outcome}>
        <PayloadField payload={payload} label={texts.payload.tried} />
        <Group>
          <Button
            variant="default"
            leftSection={<IconPlayerPlay size={16} aria-hidden />}
            loading={run.isPending}
            disabled={payload.payload === undefined}
            onClick={tryThem}
          >
            {texts.code.run}
          </Button>
        </Group>
        {run.data && <RunOutcome run={run.data} dropsOnMapError={run.variables?.onMapError === "drop"} />}
      </Section>
      <FunctionFaults endpoint={endpoint.id} />
      {dialog === "versions" && (
        <FunctionVersions
          endpoint={endpoint}
          version={version}
          isDirty={form.isDirty()}
          onClose={() => change({ dialog: undefined, version: undefined })}
        />
      )}
    </>
  );
}

/** What functions find in the event that they are tried on. */
function PayloadTypes({ payload }: { payload: Record<string, unknown> }) {
  const { event } = payload;
  const title = texts.types.title(typeof event === "string" ? event : "…");
  return (
    <details>
      <Text component="summary" size="sm" style={{ cursor: "pointer" }}>
        {title}
      </Text>
      <Text size="sm" c="dimmed" my="xs">
        {texts.types.text}
      </Text>
      <CodeBlock code={`payload: ${payloadType(payload)}`} label={title} />
    </details>
  );
}
