import type { UseFormReturnType } from "@mantine/form";
import { EVENT_NAMES } from "@posthorn/contracts/events";
import type { CreateWebhookEndpoint, WebhookEndpointView } from "@posthorn/contracts/webhook-endpoints";
import type { EndpointChanges } from "../../queries/webhook-endpoints.ts";
import { texts } from "./texts.ts";

/** What may be said of an endpoint: all, all but a name, or only where it is. */
export type EndpointKind = "own" | "default" | "account";

export const kindOf = (id: string): EndpointKind =>
  id === "default" ? "default" : id.startsWith("account:") ? "account" : "own";

export interface Header {
  key: string;
  value: string;
}

/** The fields, named like those of the API where they are the same. What may be left open is "". */
export interface EndpointForm extends Record<string, unknown> {
  name: string;
  targetUrl: string;
  description: string;
  enabled: boolean;
  paused: boolean;
  /** Null is all. */
  events: string[] | null;
  accounts: string[] | null;
  /** Null leaves them as they are. */
  customHeaders: Header[] | null;
  ordering: "block" | "skip";
  maxConcurrent: number | "";
  maxPerMinute: number | "";
  retry: { attempts: number | ""; delaySeconds: number | ""; maxAgeHours: number | "" };
  payload: {
    text: boolean;
    attachments: boolean;
    textSize: number | "";
    /** One a line. */
    headers: string;
    maxSize: number | "";
  };
  /** JSON. */
  filter: string;
}

/** The form as its fields use it. */
export type EndpointFormState = Pick<
  UseFormReturnType<EndpointForm>,
  "values" | "errors" | "getInputProps" | "setFieldValue" | "validateField"
>;

/** Fields that can show a fault of the API; a fault within one belongs to it. */
export const FIELDS = [
  "name",
  "targetUrl",
  "description",
  "events",
  "accounts",
  "customHeaders",
  "maxConcurrent",
  "maxPerMinute",
  "payload.textSize",
  "payload.headers",
  "payload.maxSize",
  "filter",
];

/** The form as it opens for a new endpoint, with the event and the account that led to it. */
export const emptyForm = (event?: string, account?: string): EndpointForm => ({
  name: "",
  targetUrl: "",
  description: "",
  enabled: true,
  paused: false,
  events: event === undefined ? null : [event],
  accounts: account === undefined ? null : [account],
  customHeaders: [],
  ordering: "block",
  maxConcurrent: "",
  maxPerMinute: "",
  retry: { attempts: "", delaySeconds: "", maxAgeHours: "" },
  payload: { text: true, attachments: true, textSize: "", headers: "", maxSize: "" },
  filter: "",
});

const HOUR = 3600;

/** The form with what is stored. */
export function formOf(endpoint: WebhookEndpointView): EndpointForm {
  const { name, targetUrl, description, enabled, paused, events, accounts, customHeaders, ordering } = endpoint;
  const { maxConcurrent, maxPerMinute, retry, payload, filter } = endpoint;
  return {
    name,
    targetUrl,
    description,
    enabled,
    paused,
    events,
    accounts,
    customHeaders: customHeaders.length === 0 ? [] : null,
    ordering,
    maxConcurrent: maxConcurrent ?? "",
    maxPerMinute: maxPerMinute ?? "",
    retry: {
      attempts: retry?.attempts ?? "",
      delaySeconds: retry?.delay === undefined ? "" : retry.delay / 1000,
      maxAgeHours: retry?.maxAge === undefined ? "" : retry.maxAge / HOUR,
    },
    payload: {
      text: payload?.text ?? true,
      attachments: payload?.attachments ?? true,
      textSize: payload?.textSize ?? "",
      headers: payload?.headers?.join("\n") ?? "",
      maxSize: payload?.maxSize ?? "",
    },
    filter: filter === null ? "" : JSON.stringify(filter, null, 2),
  };
}

/** Faults by field, before anything is sent. */
export function faultsOf(values: EndpointForm, kind: EndpointKind): Record<string, string> {
  const faults: Record<string, string> = {};
  if (kind === "own" && values.name.trim() === "") faults["name"] = texts.form.needsName;
  const isUrlNeeded = kind === "own" || values.targetUrl.trim() !== "";
  if (isUrlNeeded && !/^https?:\/\/./i.test(values.targetUrl.trim())) faults["targetUrl"] = texts.form.needsUrl;
  if (values.accounts?.length === 0) faults["accounts"] = texts.form.needsAccount;
  if (values.customHeaders?.some(({ key }) => key.trim() === "")) faults["customHeaders"] = texts.form.needsHeaderName;
  if (filterOf(values.filter) === undefined) faults["filter"] = texts.form.filterFault;
  return faults;
}

/** The query, null for none, undefined for what is no JSON object. */
function filterOf(text: string): Record<string, unknown> | null | undefined {
  if (text.trim() === "") return null;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

/** The form as the API wants it, with everything that an endpoint of this kind has. */
function toBody(values: EndpointForm, kind: EndpointKind): EndpointChanges {
  const headers = values.customHeaders?.map(({ key, value }) => ({ key: key.trim(), value }));
  const place = { targetUrl: values.targetUrl.trim(), ...(headers && { customHeaders: headers }) };
  if (kind === "account") return place;
  const { description, enabled, paused, events, accounts, ordering, maxConcurrent, maxPerMinute } = values;
  return {
    ...(kind === "own" && { name: values.name.trim(), enabled }),
    ...place,
    description: description.trim(),
    paused,
    events: events === null || events.length === EVENT_NAMES.length ? null : events,
    accounts,
    ordering,
    maxConcurrent: maxConcurrent === "" ? null : maxConcurrent,
    maxPerMinute: maxPerMinute === "" ? null : maxPerMinute,
    retry: retryOf(values.retry),
    payload: payloadOf(values.payload),
    filter: filterOf(values.filter) ?? null,
  };
}

function retryOf({ attempts, delaySeconds, maxAgeHours }: EndpointForm["retry"]): EndpointChanges["retry"] {
  const rules = {
    ...(attempts !== "" && { attempts }),
    ...(delaySeconds !== "" && { delay: Math.round(delaySeconds * 1000) }),
    ...(maxAgeHours !== "" && { maxAge: Math.round(maxAgeHours * HOUR) }),
  };
  return Object.keys(rules).length === 0 ? null : rules;
}

function payloadOf({ text, attachments, textSize, headers, maxSize }: EndpointForm["payload"]) {
  const names = headers
    .split(/[\n,]/)
    .map((name) => name.trim())
    .filter((name) => name !== "");
  const profile = {
    ...(!text && { text }),
    ...(!attachments && { attachments }),
    ...(textSize !== "" && { textSize }),
    ...(names.length > 0 && { headers: names }),
    ...(maxSize !== "" && { maxSize }),
  };
  return Object.keys(profile).length === 0 ? null : profile;
}

/** A new endpoint as the API wants it. */
export function toCreate(values: EndpointForm): CreateWebhookEndpoint {
  const { name = "", targetUrl = "", ...rest } = toBody(values, "own");
  return { name, targetUrl, ...rest };
}

/** What has to be changed: masked values that nobody touched do not go back. */
export function changesOf(values: EndpointForm, before: EndpointForm, kind: EndpointKind): EndpointChanges {
  const [next, known] = [toBody(values, kind), toBody(before, kind)] as Record<string, unknown>[];
  return Object.fromEntries(
    Object.entries(next ?? {}).filter(([key, value]) => JSON.stringify(value) !== JSON.stringify(known?.[key])),
  );
}
