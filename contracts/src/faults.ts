import type { ErrorObject } from "ajv";
import type { FieldFault } from "./errors.ts";

const MOST_FAULTS = 100;
const LONGEST_NAME = 100;

/** What a checker found, in plain words: one fault a place, at most 100. */
export function toFaults(errors: readonly ErrorObject[]): FieldFault[] {
  const faults = new Map<string, FieldFault>();
  for (const error of errors) {
    if (faults.size >= MOST_FAULTS) break;
    // "if" only repeats what its branch said; the branches of a union say what each of them would have liked.
    if (error.keyword === "if" || /\/anyOf\/\d+\//.test(error.schemaPath)) continue;
    const parts = partsOf(error);
    const path = parts.join(".");
    if (!faults.has(path)) {
      faults.set(path, { message: `"${labelOf(parts)}" ${complaint(error)}`, key: parts.at(-1) ?? "", path });
    }
  }
  return [...faults.values()];
}

function partsOf({ instancePath, params }: ErrorObject): string[] {
  const parts = instancePath
    .split("/")
    .slice(1)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
  const named: unknown = params["missingProperty"] ?? params["additionalProperty"];
  return [...parts, ...(typeof named === "string" ? [named] : [])].map((part) =>
    part.length > LONGEST_NAME ? `${part.slice(0, LONGEST_NAME)}...` : part,
  );
}

/** The name of the faulty key; an item of a list is named after its list. */
function labelOf(parts: string[]): string {
  const key = parts.at(-1) ?? "";
  return /^\d+$/.test(key) ? `${parts.at(-2)}[${key}]` : key;
}

function complaint({ keyword, params }: ErrorObject): string {
  const limit = Number(params["limit"]);
  switch (keyword) {
    case "required":
      return "is required";
    case "additionalProperties":
      return "is not allowed";
    case "type":
      return `must be ${[params["type"]]
        .flat()
        .map((type) => KINDS[String(type)] ?? type)
        .join(" or ")}`;
    case "format":
      return `must be ${FORMAT_WORDS[String(params["format"])] ?? "in the right format"}`;
    case "enum":
      return `must be one of: ${(params["allowedValues"] as (string | null)[]).filter((value) => value !== null).join(", ")}`;
    case "const":
      return `must be ${JSON.stringify(params["allowedValue"])}`;
    case "pattern":
      return "contains characters that are not allowed";
    case "minLength":
      return limit === 1 ? "must not be empty" : `must be at least ${limit} characters long`;
    case "maxLength":
      return `must be at most ${limit} characters long`;
    case "minItems":
      return limit === 1 ? "must not be empty" : `must have at least ${limit} items`;
    case "maxItems":
      return `must have at most ${limit} items`;
    case "minProperties":
      return "must not be empty";
    case "minimum":
      return `must be at least ${limit}`;
    case "maximum":
      return `must be at most ${limit}`;
    default:
      return "has a value that is not allowed";
  }
}

const KINDS: Record<string, string> = {
  string: "a string",
  integer: "a whole number",
  number: "a number",
  boolean: "true or false",
  array: "a list",
  object: "an object",
  null: "null",
};

const FORMAT_WORDS: Record<string, string> = {
  "date-time": "a date and time in ISO 8601 format",
  "date-time-or-now": "a date and time in ISO 8601 format",
  date: "a date such as 2026-03-31",
  email: "a valid email address",
  "http-url": "an http or https URL",
  "support-url": "an http, https or mailto URL",
  "proxy-url": "a proxy URL (http, https, socks, socks4, socks4a or socks5)",
  hostname: "a valid host name",
  ip: "an IP address",
  "ip-range": "an IP address or a CIDR range",
  "time-of-day": "a time of the day such as 08:30",
  "time-zone": "a time zone such as Europe/Berlin",
  base64: "base64 text",
  json: "JSON text",
  "json-object": "a JSON object as text",
};
