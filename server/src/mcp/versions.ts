/** Versions whose messages say by themselves which one they are. */
export const MODERN_VERSION = "2026-07-28";
/** Versions that are agreed on in the beginning, the newest first. */
export const LEGACY_VERSIONS = ["2025-11-25", "2025-06-18"] as const;

const ALL_VERSIONS = [MODERN_VERSION, ...LEGACY_VERSIONS];
const VERSION_IN_MESSAGE = "io.modelcontextprotocol/protocolVersion";

export interface VersionFault {
  code: -32_020 | -32_022;
  message: string;
  data?: { supported: readonly string[]; requested: string };
}

/** The version that a message names by itself; undefined for one of an older version. */
export function versionIn(body: object): unknown {
  const { params } = body as { params?: { _meta?: Record<string, unknown> } | null };
  return params?._meta?.[VERSION_IN_MESSAGE];
}

/** What is wrong with the version of a message; null where nothing is. `header` is `MCP-Protocol-Version`. */
export function versionFault(named: unknown, header: string | null): VersionFault | null {
  if (named !== undefined) return named === MODERN_VERSION ? null : unsupported(named);
  if (header === null || (LEGACY_VERSIONS as readonly string[]).includes(header)) return null;
  if (header !== MODERN_VERSION) return unsupported(header);
  return {
    code: -32_020,
    message: `MCP-Protocol-Version is ${MODERN_VERSION}, which the message itself does not name`,
  };
}

const unsupported = (requested: unknown): VersionFault => ({
  code: -32_022,
  message: "Unsupported protocol version",
  data: { supported: ALL_VERSIONS, requested: String(requested).slice(0, 100) },
});
