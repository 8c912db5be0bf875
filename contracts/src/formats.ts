import ajvFormats from "ajv-formats";

/** What each `format` of a schema accepts. Every test takes linear time, since it meets hostile input. */
export const FORMATS: Readonly<Record<string, (value: string) => boolean>> = {
  "date-time": isDateTime,
  date: (value) => value.length === 10 && isDateTime(value),
  "date-time-or-now": (value) => value === "now" || isDateTime(value),
  email: isEmail,
  "http-url": (value) => hasScheme(value, ["http:", "https:"]),
  "support-url": (value) => hasScheme(value, ["http:", "https:", "mailto:"]),
  "proxy-url": (value) => hasScheme(value, ["http:", "https:", "socks:", "socks4:", "socks4a:", "socks5:"]),
  hostname: isHostname,
  ip: isIp,
  "ip-range": isIpRange,
  "time-of-day": (value) => /^(?:[01]\d|2[0-3]):[0-5]\d$/.test(value),
  "time-zone": isTimeZone,
  base64: isBase64,
  json: isJson,
  "json-object": isJsonObject,
};

const { default: addFormats } = ajvFormats as unknown as typeof import("ajv-formats");
const ipv4 = addFormats.get("ipv4") as RegExp;
const ipv6 = addFormats.get("ipv6") as RegExp;

const LONGEST_IP = 45;
const LONGEST_DOMAIN = 253;
/** RFC 5322 section 2.1.1: no header line is longer. */
const LONGEST_ADDRESS = 998;

const ISO_8601 = /^(\d{4})-(\d\d)(?:-(\d\d)(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?)?)?$/i;

/** An ISO 8601 date, with or without a time, that exists in the calendar. */
function isDateTime(value: string): boolean {
  const match = value.length <= 40 ? ISO_8601.exec(value) : null;
  if (match === null || Number.isNaN(Date.parse(value))) return false;
  const daysInMonth = new Date(Date.UTC(Number(match[1]), Number(match[2]), 0)).getUTCDate();
  return Number(match[3] ?? 1) <= daysInMonth;
}

/** A name of the IANA time zone database. An offset such as +01:00 is none. */
function isTimeZone(value: string): boolean {
  if (value.length > 100 || !/^[A-Za-z]/.test(value)) return false;
  try {
    return Boolean(new Intl.DateTimeFormat("en", { timeZone: value }));
  } catch {
    return false;
  }
}

/** RFC 5321 section 4.1.2, with UTF-8 (RFC 6531); the domain needs two labels, the local part may be of any length. */
export function isEmail(value: string): boolean {
  if (value.length > LONGEST_ADDRESS) return false;
  const at = value.lastIndexOf("@");
  if (at < 1) return false;
  const local = value.slice(0, at);
  const domain = value.slice(at + 1);
  return isLocalPart(local) && isDomain(domain) && /\p{L}/u.test(domain.slice(domain.lastIndexOf(".") + 1));
}

const isLocalPart = (local: string) =>
  local.startsWith('"')
    ? /^"(?:[^"\\\p{Cc}]|\\[^\p{Cc}])*"$/u.test(local)
    : /^[^\s\p{Cc}()<>[\]:;@\\,."]+(?:\.[^\s\p{Cc}()<>[\]:;@\\,."]+)*$/u.test(local);

function isDomain(domain: string): boolean {
  const labels = domain.split(".");
  return domain.length <= LONGEST_DOMAIN && labels.length >= 2 && labels.every(isLabel);
}

const isLabel = (label: string) =>
  label.length <= 63 && /^[\p{L}\p{N}\p{M}_](?:[\p{L}\p{N}\p{M}_-]*[\p{L}\p{N}\p{M}_])?$/u.test(label);

export function isHostname(value: string): boolean {
  if (isIp(value)) return true;
  const name = value.endsWith(".") ? value.slice(0, -1) : value;
  return name.length <= LONGEST_DOMAIN && name.split(".").every(isLabel);
}

function isIp(value: string): boolean {
  return value.length <= LONGEST_IP && (ipv4.test(value) || ipv6.test(value));
}

function isIpRange(value: string): boolean {
  const [address = "", prefix, ...rest] = value.split("/", 3);
  if (rest.length > 0 || !isIp(address)) return false;
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (address.includes(":") ? 128 : 32));
}

function hasScheme(value: string, schemes: string[]): boolean {
  if (value.length > 8192 || /[\s\p{Cc}]/u.test(value)) return false;
  try {
    const url = new URL(value);
    return schemes.includes(url.protocol) && (url.hostname !== "" || url.protocol === "mailto:");
  } catch {
    return false;
  }
}

/** Both alphabets of RFC 4648, line breaks allowed, padding optional. */
function isBase64(value: string): boolean {
  const end = value.search(/[^A-Za-z0-9+/_\-\r\n\t ]/);
  return end === -1 || (value.length - end <= 8 && /^={1,2}\s*$/.test(value.slice(end)));
}

function isJsonObject(value: string): boolean {
  if (!isJson(value)) return false;
  const parsed = JSON.parse(value) as unknown;
  return parsed !== null && typeof parsed === "object" && !Array.isArray(parsed);
}

function isJson(value: string): boolean {
  try {
    JSON.parse(value);
    return true;
  } catch {
    return false;
  }
}
