import { isIP } from "node:net";

/** Turns the text of a variable into a value, or undefined when it is none. */
export interface Parser<T> {
  parse(text: string): T | undefined;
  /** One or two words for the documentation. */
  readonly kind: string;
  /** What a fault says: `POSTHORN_PORT must be …`. */
  readonly must: string;
}

const UNIT_MS: Record<string, number> = {
  "": 1,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  mo: 30 * 86_400_000,
  y: 365 * 86_400_000,
};

const UNIT_BYTES: Record<string, number> = Object.fromEntries(
  ["", "k", "m", "g", "t", "p"].map((unit, power) => [unit, 1024 ** power]),
);

export const text: Parser<string> = {
  kind: "text",
  must: "not be empty",
  parse: (value) => (value === "" ? undefined : value),
};

export const wholeNumber = (least: number, most = Number.MAX_SAFE_INTEGER): Parser<number> => ({
  kind: "number",
  must: `be a whole number ${most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `from ${least} to ${most}`}`,
  parse: (value) => (/^\d+$/.test(value) ? within(Number(value), least, most) : undefined),
});

/** True and false as environments write them. Unclear words are a fault, not a silent false. */
export const flag: Parser<boolean> = {
  kind: "yes or no",
  must: "be true or false",
  parse: (value) => {
    if (/^(0*[1-9]\d*|y(es)?|true)$/i.test(value)) return true;
    return /^(0+|n(o)?|false)$/i.test(value) ? false : undefined;
  },
};

export const choice = <const T extends string>(...words: readonly T[]): Parser<T> => ({
  kind: words.map((word) => `\`${word}\``).join(", "),
  must: `be one of ${words.join(", ")}`,
  parse: (value) => words.find((word) => word.toLowerCase() === value.toLowerCase()),
});

/** In milliseconds; a bare number counts in `unit`. */
export const duration = (least = 0, unit: "ms" | "s" = "ms"): Parser<number> => ({
  kind: "duration",
  must: `be a duration like 500ms, 10s, 5m, 2h or 3d${least > 0 ? `, at least ${least} ms` : ""}`,
  parse: (value) => {
    const [, amount, given] = /^(\d+(?:\.\d+)?) ?([a-z]*)$/i.exec(value) ?? [];
    const factor = UNIT_MS[given === "" ? unit : (given?.toLowerCase() ?? "?")];
    return factor === undefined ? undefined : within(Math.round(Number(amount) * factor), least);
  },
});

/** The time between two messages, as how many a minute that makes. */
export const everySoOften: Parser<{ perMinute: number }> = {
  kind: "duration",
  must: "be a duration like 500ms or 10s",
  parse: (value) => {
    const ms = duration(1).parse(value);
    return ms === undefined ? undefined : { perMinute: Math.min(100_000, Math.max(1, Math.floor(60_000 / ms))) };
  },
};

export const seconds: Parser<number> = {
  kind: "duration",
  must: "be a duration like 90, 10s, 5m, 2h or 3d (a bare number counts seconds)",
  parse: (value) => {
    const ms = duration(0, "s").parse(value);
    return ms === undefined ? undefined : Math.round(ms / 1000);
  },
};

export const bytes = (least = 0): Parser<number> => ({
  kind: "size",
  must: `be a size like 500k, 5M or 1G${least > 0 ? `, at least ${least} bytes` : ""}`,
  parse: (value) => {
    const [, amount, unit] = /^(\d+(?:\.\d+)?) ?([kmgtp]?)b?$/i.exec(value) ?? [];
    const factor = UNIT_BYTES[unit?.toLowerCase() ?? "?"];
    return factor === undefined ? undefined : within(Math.round(Number(amount) * factor), least);
  },
});

/** Separated by white space or commas. */
export const list = (isItem: (item: string) => boolean, items: string): Parser<readonly string[]> => ({
  kind: "list",
  must: `be a list of ${items}, separated by spaces or commas`,
  parse: (value) => {
    const all = value.split(/[\s,]+/).filter((item) => item !== "");
    return all.every(isItem) ? all : undefined;
  },
});

/** Separated by commas only: names of groups may have spaces. */
export const names = (isItem: (item: string) => boolean = () => true, items = "names"): Parser<readonly string[]> => ({
  kind: "list",
  must: `be a list of ${items}, separated by commas`,
  parse: (value) => {
    const all = value
      .split(",")
      .map((item) => item.trim())
      .filter((item) => item !== "");
    return all.every(isItem) ? all : undefined;
  },
});

/**
 * Names and values as OpenTelemetry writes headers and attributes: `name=value,other=value`, values percent-encoded as in
 * W3C Baggage.
 */
export const pairs = (
  isPair: (name: string, value: string) => boolean = () => true,
): Parser<Readonly<Record<string, string>>> => ({
  kind: "list",
  must: "be a list like name=value, separated by commas, with values percent-encoded where needed",
  parse: (given) => {
    const all: Record<string, string> = {};
    for (const item of given.split(",").filter((one) => one.trim() !== "")) {
      const [, name, encoded] = /^\s*([^=\s]+)\s*=\s*(.*?)\s*$/.exec(item) ?? [];
      const value = decoded(encoded ?? "");
      if (name === undefined || value === undefined || !isPair(name, value)) return undefined;
      all[name] = value;
    }
    return all;
  },
});

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** A header field of HTTP (RFC 9110, 5.1 and 5.5), in ASCII. */
export const isHeaderField = (name: string, value: string): boolean =>
  /^[\w!#$%&'*+.^`|~-]+$/.test(name) && /^[\t\x20-\x7e]*$/.test(value);

export const isAddressOrNetwork = (item: string): boolean => {
  const [address = "", prefix, ...rest] = item.split("/");
  const version = isIP(address);
  if (version === 0 || rest.length > 0) return false;
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (version === 4 ? 32 : 128));
};

/** An IP address, of either kind. */
export const address: Parser<string> = {
  kind: "IP address",
  must: "be an IP address",
  parse: (value) => (isIP(value) === 0 ? undefined : value),
};

export const isOrigin = (item: string): boolean =>
  item === "*" || (URL.canParse(item) && new URL(item).origin === item.replace(/\/$/, ""));

export const url = (...schemes: readonly string[]): Parser<string> => ({
  kind: "URL",
  must: `be a URL that begins with ${schemes.map((scheme) => `${scheme}://`).join(" or ")}`,
  parse: (value) => (URL.canParse(value) && schemes.includes(new URL(value).protocol.slice(0, -1)) ? value : undefined),
});

/** A PostgreSQL URL, or else a file; a single letter before the colon is a Windows drive. */
export const database: Parser<string> = {
  kind: "URL or path",
  must: "be a postgres:// URL or the path of an SQLite file",
  parse: (given) => {
    const value = given.trim();
    const scheme = /^([a-z][a-z0-9+.-]+):\/\//i.exec(value)?.[1]?.toLowerCase();
    if (scheme === undefined) return value === "" ? undefined : value;
    return /^postgres(ql)?$/.test(scheme) && URL.canParse(value) ? value : undefined;
  },
};

export const jsonObject: Parser<Readonly<Record<string, unknown>>> = {
  kind: "JSON",
  must: "be a JSON object",
  parse: (value) => {
    try {
      const parsed: unknown = JSON.parse(value);
      if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) return undefined;
      return parsed as Record<string, unknown>;
    } catch {
      return undefined;
    }
  },
};

const within = (value: number, least: number, most = Number.MAX_SAFE_INTEGER) =>
  value >= least && value <= most ? value : undefined;
