import type { DeliveryReport } from "../../core/message-report.ts";
import { camelCase, isUnsafeName } from "../camel-case.ts";
import type { HeaderMap } from "../headers.ts";
import { readDeliveryStatus } from "./delivery-status.ts";
import type { Letter, ReportPart } from "./report.ts";

/** Fields told of one report; RFC 3464 has twenty. */
const MAX_FIELDS = 100;

/**
 * What a multipart/report says of a delivery that succeeded or that takes longer (RFC 3464): the fields about the message and
 * about its first recipient. Undefined for a report of anything else. "deliverable" is what Postfix and sendmail
 * say when they were asked to try only.
 */
export function readDeliveryReport(letter: Letter, parts: readonly ReportPart[]): DeliveryReport | undefined {
  if (letter.reportType !== "delivery-status") return undefined;
  const own = parts.find(
    ({ contentType, isEnclosed }) => /^message\/(global-)?delivery-status$/.test(contentType) && !isEnclosed,
  );
  const status = own && readDeliveryStatus(own.content);
  const first = status?.recipients[0];
  if (!status || !first || !/^(deliver|delayed)/.test(first.action ?? "")) return undefined;
  // Where the two are in one group, its fields are told once.
  return toReport({ ...status.fields, ...first.fields });
}

function toReport(fields: HeaderMap): DeliveryReport {
  const report: DeliveryReport = {};
  for (const [field, [value = ""]] of Object.entries(fields).slice(0, MAX_FIELDS)) {
    const name = camelCase(field);
    if (name === "" || isUnsafeName(name) || value === "") continue;
    const typed = /^([a-z][\w-]{0,40})\s*;\s*([^]+)$/i.exec(value);
    report[name] = typed
      ? { label: (typed[1] ?? "").toLowerCase(), value: (typed[2] ?? "").trim() }
      : plain(name, value);
  }
  return report;
}

function plain(name: string, value: string): string {
  if (name === "action") return value.toLowerCase();
  const date = name === "arrivalDate" ? new Date(value.slice(0, 200).replace(/\s*\([^()]*\)\s*$/, "")) : undefined;
  return date === undefined || Number.isNaN(date.getTime()) ? value : date.toISOString();
}
