import { Alert, Select, Stack, Switch, Text } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { useSettings } from "../../queries/settings.ts";
import type { ServersForm } from "./servers-form.ts";
import { texts } from "./texts.ts";

const VERSIONS = ["TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"];
const OLD_VERSIONS: readonly string[] = ["TLSv1", "TLSv1.1"];

interface Props<F extends ServersForm> {
  kind: "imap" | "smtp";
  form: UseFormReturnType<F>;
}

/** What few servers need: where their login comes from, and how old their TLS may be. */
export function FurtherFields<F extends ServersForm>({ kind, form: given }: Props<F>) {
  // The fields that are used here are those of every such form.
  const form = given as unknown as UseFormReturnType<ServersForm>;
  const { minVersion, useAuthServer } = form.values[kind];
  // One that was written by a program may be none of these.
  const versions = [...new Set([...VERSIONS, minVersion])].filter((version) => version !== "");
  return (
    <Stack>
      <Select
        label={texts.minVersion}
        description={OLD_VERSIONS.includes(minVersion) ? texts.oldVersionHint : undefined}
        data={[
          { value: "", label: texts.usualVersion },
          ...versions.map((value) => ({ value, label: value.replace(/^TLSv1$/, "TLSv1.0").replace("TLSv", "TLS ") })),
        ]}
        value={minVersion}
        onChange={(version) => form.setFieldValue(`${kind}.minVersion`, version ?? "")}
        allowDeselect={false}
        maw={340}
      />
      <AuthServerSwitch isOn={useAuthServer} onChange={(isOn) => form.setFieldValue(`${kind}.useAuthServer`, isOn)} />
    </Stack>
  );
}

/** Whether the login is asked of the authentication server; says so where there is none. */
export function AuthServerSwitch({ isOn, onChange }: { isOn: boolean; onChange: (isOn: boolean) => void }) {
  const settings = useSettings("authServer");
  const isMissing = settings.data !== undefined && !settings.data.authServer;
  return (
    <>
      <Switch
        label={texts.authServer}
        description={texts.authServerHint}
        checked={isOn}
        onChange={({ currentTarget }) => onChange(currentTarget.checked)}
      />
      {isOn && isMissing && (
        <Alert color="yellow" variant="light" p="xs">
          <Text size="sm">{texts.noAuthServer}</Text>
        </Alert>
      )}
    </>
  );
}
