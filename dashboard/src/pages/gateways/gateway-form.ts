import type { UseFormReturnType } from "@mantine/form";
import type { CreateGateway, Gateway, UpdateGateway } from "@posthorn/contracts/gateways";
import type { SmtpInput } from "@posthorn/contracts/accounts";
import type { SendingLimits } from "@posthorn/contracts/sending-limits";
import { texts } from "./texts.ts";

export type Security = keyof typeof texts.form.securities;

/** The fields, named like those of the API where they are the same. */
export interface GatewayForm extends Record<string, unknown> {
  gateway: string;
  name: string;
  host: string;
  port: number | "";
  security: Security;
  user: string;
  /** Empty keeps the one that is stored. */
  pass: string;
  fallback: string | null;
  sending: { perMinute: number | ""; perDay: number | ""; atOnce: number | "" };
}

/** The form as its fields use it. */
export type GatewayFormState = Pick<
  UseFormReturnType<GatewayForm>,
  "values" | "errors" | "getInputProps" | "setFieldValue" | "setValues"
>;

export const FIELDS = [
  "gateway",
  "name",
  "host",
  "port",
  "user",
  "pass",
  "fallback",
  "sending.perMinute",
  "sending.perDay",
  "sending.atOnce",
];

/** The ports that go with a kind of protection. */
export const PORTS = { tls: 465, starttls: 587, plain: 25 } as const;

export const emptyForm = (): GatewayForm => ({
  gateway: "",
  name: "",
  host: "",
  port: PORTS.starttls,
  security: "starttls",
  user: "",
  pass: "",
  fallback: null,
  sending: { perMinute: "", perDay: "", atOnce: "" },
});

/** The form with what is stored; the password is never shown. */
export const formOf = ({
  gateway,
  name,
  host,
  port,
  secure,
  requireTLS,
  user,
  fallback,
  sending,
}: Gateway): GatewayForm => ({
  gateway,
  name,
  host,
  port,
  security: secure ? "tls" : requireTLS ? "starttls" : "plain",
  user: user ?? "",
  pass: "",
  fallback: fallback ?? null,
  sending: {
    perMinute: sending?.perMinute ?? "",
    perDay: sending?.perDay ?? "",
    atOnce: sending?.atOnce ?? "",
  },
});

/** Faults by field, before anything is sent. */
export function faultsOf({ name, host, port }: GatewayForm): Record<string, string> {
  const missing = Object.entries({ name, host, port }).filter(([, value]) => String(value).trim() === "");
  return Object.fromEntries(missing.map(([field]) => [field, texts.form.needs]));
}

const serverOf = ({ host, port, security }: GatewayForm) => ({
  host: host.trim(),
  port: Number(port),
  secure: security === "tls",
  requireTLS: security !== "plain",
});

/** The limits, with hours and days as they are stored; null for none. */
function limitsOf(
  { sending: { perMinute, perDay, atOnce } }: GatewayForm,
  stored?: SendingLimits,
): SendingLimits | null {
  const { perMinute: _minute, perDay: _day, atOnce: _once, ...hours } = stored ?? {};
  const limits = {
    ...hours,
    ...(perMinute !== "" && { perMinute }),
    ...(perDay !== "" && { perDay }),
    ...(atOnce !== "" && { atOnce }),
  };
  return Object.keys(limits).length === 0 ? null : limits;
}

/** A new gateway as the API wants it. */
export function toCreate(values: GatewayForm): CreateGateway {
  const sending = limitsOf(values);
  return {
    ...(values.gateway.trim() !== "" && { gateway: values.gateway.trim() }),
    name: values.name.trim(),
    ...serverOf(values),
    ...(values.user !== "" && { user: values.user, pass: values.pass }),
    ...(values.fallback !== null && { fallback: values.fallback }),
    ...(sending !== null && { sending }),
  };
}

/** The changes as the API wants them: without a user name there is no login, an empty password stays as it is. */
export const toUpdate = (values: GatewayForm, stored: Gateway): UpdateGateway => ({
  name: values.name.trim(),
  ...serverOf(values),
  ...(values.user === "" ? { user: null, pass: null } : { user: values.user }),
  ...(values.user !== "" && values.pass !== "" && { pass: values.pass }),
  fallback: values.fallback,
  sending: limitsOf(values, stored.sending),
});

/** What is tried before anything is stored. */
export const toTrial = (values: GatewayForm): SmtpInput => ({
  ...serverOf(values),
  auth: values.user === "" ? false : { user: values.user, pass: values.pass },
});
