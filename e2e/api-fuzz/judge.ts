import type { ApiAnswer, ApiRequest } from "./request.ts";

/** Statuses of a service whose mail servers fail it. */
const OF_OTHERS = [502, 503, 504];
/** Passing troubles of one connection, which the account itself does not have. */
const OF_CONNECTIONS = ["IMAPUnavailable", "IMAPConnectionClosing", "WorkerNotAvailable"];

/** What must stay inside: stacks, files, statements. */
const INTERNALS = [
  /\bat (async )?[\w.<>]+ ?\(?(file:|node:|\/)/,
  /\bnode:internal\b|\bnode_modules\b|\.(ts|js|mjs):\d+/,
  /\b(insert into|update \w+ set|delete from|select .+ from)\b/i,
  /SQLITE_|syntax error at or near|invalid (input|byte) |relation "|constraint "/,
  /\/tmp\/|\/server\/|dist\//,
  /\[object Object\]|\bundefined is not\b|Cannot read propert/,
];

/** What is wrong with an answer, whatever the request was. */
export function faultsOf({ operation }: ApiRequest, answer: ApiAnswer): string[] {
  const { status, contentType, bytes, headers } = answer;
  const promised = operation.answers.get(status);
  if (!promised) return [`answers ${status}, which the document does not name`, bytes.toString().slice(0, 500)];
  const faults: string[] = [];
  if (!promised.faultOf) {
    if (headers["x-content-type-options"] !== "nosniff") faults.push("a stream that may be sniffed");
    if (promised.contentType !== "application/octet-stream" && !contentType.startsWith(promised.contentType))
      faults.push(`is ${contentType}, not ${promised.contentType}`);
    return faults;
  }
  if (!contentType.startsWith("application/json")) return [`is ${contentType}, not JSON`];
  const text = bytes.toString();
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return [`is no JSON: ${text.slice(0, 200)}`];
  }
  const fault = promised.faultOf(body);
  if (fault !== null) faults.push(`${fault} in ${text.slice(0, 1000)}`);
  if (status >= 400) faults.push(...faultsOfError(status, body as Record<string, unknown>, text));
  return faults;
}

function faultsOfError(status: number, body: Record<string, unknown>, text: string): string[] {
  const faults: string[] = [];
  const { statusCode, code, fields, state } = body as {
    code?: string;
    fields?: { key?: string; message?: string }[];
    statusCode: number;
    state?: string;
  };
  if (statusCode !== status) faults.push(`says ${statusCode}`);
  const namesFields =
    fields?.length !== undefined &&
    fields.length > 0 &&
    fields.every(({ key, message }) => key !== undefined && message !== undefined);
  if (!namesFields && typeof code !== "string")
    faults.push(`neither names a field nor has a code: ${text.slice(0, 300)}`);
  if (status >= 500) {
    if (!OF_OTHERS.includes(status) || typeof code !== "string") faults.push(`is not explained: ${text.slice(0, 300)}`);
    if (status === 503 && typeof state !== "string" && !OF_CONNECTIONS.includes(code ?? ""))
      faults.push(`tells no state: ${text.slice(0, 300)}`);
  }
  for (const internal of INTERNALS) if (internal.test(text)) faults.push(`tells of our insides: ${text.slice(0, 300)}`);
  return faults;
}
