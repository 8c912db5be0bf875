import type { ControlHeaders } from "./compose-request.ts";
import { fieldValue, type HeaderField } from "./header-block.ts";

const NAMES = new Set([
  "x-ee-send-at",
  "x-ee-delivery-attempts",
  "x-ee-gateway",
  "x-ee-tracking-enabled",
  "x-ee-account",
  "x-ee-idempotency-key",
]);

export const isControlHeader = (name: string) => NAMES.has(name.toLowerCase());

/** What the control headers among `fields` ask for. Of several with one name the last one counts; nonsense is ignored. */
export function readControlHeaders(fields: readonly HeaderField[]): ControlHeaders {
  const control: ControlHeaders = {};
  for (const field of fields) {
    if (!NAMES.has(field.name)) continue;
    const value = fieldValue(field);
    if (value === "") continue;
    switch (field.name) {
      case "x-ee-send-at": {
        const date = new Date(/^\d{10,15}$/.test(value) ? Number(value) : value);
        if (!Number.isNaN(date.getTime())) control.sendAt = date;
        break;
      }
      case "x-ee-delivery-attempts":
        if (/^\d{1,9}$/.test(value)) control.deliveryAttempts = Number(value);
        break;
      case "x-ee-gateway":
        control.gateway = value;
        break;
      case "x-ee-tracking-enabled":
        control.trackingEnabled = /^(y|yes|true|on|1)$/i.test(value);
        break;
      case "x-ee-account":
        control.account = value;
        break;
      case "x-ee-idempotency-key":
        control.idempotencyKey = value;
        break;
    }
  }
  return control;
}
