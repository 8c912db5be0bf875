import { TextDecoder } from "node:util";
import iconv from "iconv-lite";

/**
 * Bytes to text. Without a charset, or with one that is wrong about its bytes (mail that says
 * us-ascii and means something else is common), UTF-8 is tried first and Windows-1252 last.
 */
export function decodeText(bytes: Uint8Array, charset: string | undefined): string {
  const name = (charset ?? "")
    .trim()
    .toLowerCase()
    .replace(/^["']|["']$/g, "");
  if (name === "" || name === "us-ascii" || name === "ascii" || name === "ansi_x3.4-1968") return guess(bytes);
  if (name === "utf-8" || name === "utf8") return new TextDecoder("utf-8").decode(bytes);
  // The platform takes it for little-endian whatever its byte order mark says (RFC 2781 section 4.3).
  if (UTF_16.has(name)) return iconv.decode(Buffer.from(bytes), "utf-16");
  const decoder = stateful(name);
  if (decoder) return decoder.decode(bytes);
  if (iconv.encodingExists(name)) return iconv.decode(Buffer.from(bytes), name);
  return guess(bytes);
}

/** The platform's decoders know the stateful charsets (ISO-2022-JP) that iconv-lite lacks. */
function stateful(name: string): TextDecoder | undefined {
  const known = ALIASES[name] ?? name;
  try {
    return new TextDecoder(known);
  } catch {
    return undefined;
  }
}

const ALIASES: Record<string, string> = {
  jis: "iso-2022-jp",
  "iso-2022-jp-1": "iso-2022-jp",
  "iso-2022-jp-2": "iso-2022-jp",
  "iso-2022-jp-ms": "iso-2022-jp",
  cp50220: "iso-2022-jp",
  cp932: "shift_jis",
  cp949: "euc-kr",
  cp936: "gbk",
  cp1250: "windows-1250",
  cp1251: "windows-1251",
  cp1252: "windows-1252",
};

const UTF_16 = new Set(["utf-16", "utf16", "ucs-2", "iso-10646-ucs-2", "unicode"]);

function guess(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}
