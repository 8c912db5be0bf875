import { Alert, NumberInput, PasswordInput, Select, SimpleGrid, Text, TextInput } from "@mantine/core";
import { Section } from "../../components/section.tsx";
import { useGateways } from "../../queries/gateways.ts";
import { type GatewayFormState, PORTS, type Security } from "./gateway-form.ts";
import { serviceOf, SERVICES } from "./services.ts";
import { texts } from "./texts.ts";

interface Props {
  form: GatewayFormState;
  /** That of the gateway that is changed; a new one may choose it. */
  id?: string;
  /** Whether a password is stored that an empty field leaves as it is. */
  hasPassword?: boolean;
}

const MOST_OFFERED = 250;
const SECURITIES = Object.entries(texts.form.securities).map(([value, label]) => ({ value, label }));

/** How a gateway is called, reached and held back. */
export function GatewayFields({ form, id, hasPassword = false }: Props) {
  const { values } = form;
  const service = serviceOf(values.host);
  const others = useGateways({ pageSize: MOST_OFFERED });
  function choose(name: string | null) {
    const chosen = SERVICES.find((one) => one.name === name);
    if (chosen === undefined) return;
    form.setValues({
      host: chosen.host,
      port: chosen.port,
      security: chosen.secure ? "tls" : "starttls",
      ...(values.name === "" && { name: chosen.name }),
      ...((chosen.user === "apikey" || chosen.user === "resend") && { user: chosen.user }),
    });
  }
  function protect(security: Security) {
    const isUsual = values.port === "" || values.port === PORTS[values.security];
    form.setFieldValue("security", security);
    if (isUsual) form.setFieldValue("port", PORTS[security]);
  }
  const whole = { allowDecimal: false, allowNegative: false, min: 1, placeholder: texts.form.noLimit } as const;
  return (
    <>
      <Section title={texts.form.gateway}>
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          <TextInput label={texts.form.name} required maxLength={256} {...form.getInputProps("name")} />
          {id === undefined && (
            <TextInput
              label={texts.form.id}
              description={texts.form.idHint}
              inputWrapperOrder={["label", "input", "description", "error"]}
              maxLength={256}
              spellCheck={false}
              autoCapitalize="none"
              {...form.getInputProps("gateway")}
            />
          )}
        </SimpleGrid>
      </Section>
      <Section title={texts.form.server}>
        <Select
          label={texts.form.service}
          description={texts.form.serviceHint}
          placeholder={texts.form.otherService}
          data={SERVICES.map(({ name }) => name)}
          value={service?.name ?? null}
          onChange={choose}
          searchable
          maw={420}
        />
        <SimpleGrid cols={{ base: 1, xs: 3 }}>
          <TextInput
            label={texts.form.host}
            placeholder="smtp.example.com"
            required
            spellCheck={false}
            autoCapitalize="none"
            {...form.getInputProps("host")}
          />
          <NumberInput
            label={texts.form.port}
            required
            min={1}
            max={65_535}
            allowDecimal={false}
            hideControls
            {...form.getInputProps("port")}
          />
          <Select
            label={texts.form.security}
            data={SECURITIES}
            allowDeselect={false}
            value={values.security}
            onChange={(value) => value !== null && protect(value as Security)}
          />
        </SimpleGrid>
        {values.security === "plain" && (
          <Alert color="yellow" variant="light" p="xs">
            <Text size="sm">{texts.form.plainHint}</Text>
          </Alert>
        )}
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          <TextInput
            label={texts.form.user}
            description={service?.user === undefined ? texts.form.userHint : texts.form.users[service.user]}
            inputWrapperOrder={["label", "input", "description", "error"]}
            autoComplete="off"
            spellCheck={false}
            autoCapitalize="none"
            maxLength={1024}
            {...form.getInputProps("user")}
          />
          {/* That of a mail server, not one of this page for the browser to fill in. */}
          <PasswordInput
            label={texts.form.password}
            placeholder={hasPassword ? texts.form.kept : ""}
            autoComplete="new-password"
            maxLength={1024}
            disabled={values.user === ""}
            {...form.getInputProps("pass")}
          />
        </SimpleGrid>
      </Section>
      <Section title={texts.form.limits}>
        <Text size="sm" c="dimmed">
          {texts.form.limitsText}
        </Text>
        <SimpleGrid cols={{ base: 1, xs: 3 }}>
          <NumberInput
            label={texts.form.perMinute}
            max={100_000}
            {...whole}
            {...form.getInputProps("sending.perMinute")}
          />
          <NumberInput
            label={texts.form.perDay}
            max={100_000_000}
            {...whole}
            {...form.getInputProps("sending.perDay")}
          />
          <NumberInput label={texts.form.atOnce} max={1000} {...whole} {...form.getInputProps("sending.atOnce")} />
        </SimpleGrid>
        <Select
          label={texts.form.fallback}
          description={texts.form.fallbackHint}
          placeholder={texts.form.noFallback}
          data={(others.data?.gateways ?? [])
            .filter(({ gateway }) => gateway !== id)
            .map(({ gateway, name }) => ({ value: gateway, label: name }))}
          clearable
          clearButtonProps={{ "aria-label": texts.form.noFallback }}
          maw={420}
          {...form.getInputProps("fallback")}
        />
      </Section>
    </>
  );
}
