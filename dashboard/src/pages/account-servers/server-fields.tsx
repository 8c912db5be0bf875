import {
  Alert,
  Group,
  NumberInput,
  PasswordInput,
  Select,
  SimpleGrid,
  Stack,
  Switch,
  Text,
  TextInput,
} from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import type { ReactNode } from "react";
import { Section } from "../../components/section.tsx";
import { PORTS, type Security, type ServersForm, usesImapLogin } from "./servers-form.ts";
import { texts } from "./texts.ts";

interface Props<F extends ServersForm> {
  kind: "imap" | "smtp";
  form: UseFormReturnType<F>;
  /** Whether a password is stored that an empty field leaves as it is. */
  hasPassword?: boolean;
  /** What becomes of the server when it is switched off. */
  offText?: string;
  /** Further fields. */
  children?: ReactNode;
}

const SECURITIES = Object.entries(texts.securities).map(([value, label]) => ({ value, label }));

/** How one of the two servers is reached, and who signs in. */
export function ServerFields<F extends ServersForm>({
  kind,
  form: given,
  hasPassword = false,
  offText = texts.off,
  children,
}: Props<F>) {
  // The fields that are used here are those of every such form.
  const form = given as unknown as UseFormReturnType<ServersForm>;
  const server = form.values[kind];
  const isLoginShown = !server.useAuthServer && (kind === "imap" || !usesImapLogin(form.values));
  function protect(security: Security) {
    const isUsual = server.port === "" || server.port === PORTS[kind][server.security];
    form.setFieldValue(`${kind}.security`, security);
    if (isUsual) form.setFieldValue(`${kind}.port`, PORTS[kind][security]);
  }
  return (
    <Section
      title={texts[kind]}
      actions={
        <Switch
          label={kind === "imap" ? texts.imapOn : texts.smtpOn}
          labelPosition="left"
          {...form.getInputProps(`${kind}.isOn`, { type: "checkbox" })}
        />
      }
    >
      {!server.isOn && <Text c="dimmed">{offText}</Text>}
      {server.isOn && (
        <Stack>
          <SimpleGrid cols={{ base: 1, xs: 3 }}>
            <TextInput
              label={texts.host}
              placeholder={`${kind}.example.com`}
              required
              spellCheck={false}
              autoCapitalize="none"
              {...form.getInputProps(`${kind}.host`)}
            />
            <NumberInput
              label={texts.port}
              required
              min={1}
              max={65_535}
              allowDecimal={false}
              hideControls
              {...form.getInputProps(`${kind}.port`)}
            />
            <Select
              label={texts.security}
              data={SECURITIES}
              allowDeselect={false}
              value={server.security}
              onChange={(value) => value !== null && protect(value as Security)}
            />
          </SimpleGrid>
          {server.security === "plain" && (
            <Alert color="yellow" variant="light" p="xs">
              <Text size="sm">{texts.plainHint}</Text>
            </Alert>
          )}
          {kind === "smtp" && form.values.imap.isOn && !form.values.imap.useAuthServer && !server.useAuthServer && (
            <Group>
              <Switch label={texts.sameLogin} {...form.getInputProps("smtp.isSameLogin", { type: "checkbox" })} />
            </Group>
          )}
          {isLoginShown && (
            <SimpleGrid cols={{ base: 1, xs: 2 }}>
              <TextInput
                label={texts.user}
                required
                autoComplete="off"
                spellCheck={false}
                autoCapitalize="none"
                {...form.getInputProps(`${kind}.auth.user`)}
              />
              {/* A mailbox's password, not one of this page for the browser to fill in. */}
              <PasswordInput
                label={texts.password}
                required={!hasPassword}
                placeholder={hasPassword ? texts.kept : ""}
                autoComplete="new-password"
                {...form.getInputProps(`${kind}.auth.pass`)}
              />
            </SimpleGrid>
          )}
          {server.security !== "plain" && (
            <Switch
              label={texts.ignoresCertificate}
              description={server.ignoresCertificate ? texts.ignoresCertificateHint : undefined}
              {...form.getInputProps(`${kind}.ignoresCertificate`, { type: "checkbox" })}
            />
          )}
          {children}
        </Stack>
      )}
    </Section>
  );
}
