import type { CallToolResult } from "@modelcontextprotocol/server";
import type { ApiAnswer } from "../services/mcp/agent-door.ts";
import type { Tool } from "../services/mcp/tool.ts";
import { accountUri } from "./account-uri.ts";
import { endOf, fit } from "./fit.ts";
import { readAnswer, readEnd } from "./read-answer.ts";

/** Bytes of text that a tool answers at most. */
export const MOST_TEXT = 128 * 1024;
/** Bytes of an attachment that is told inline. */
const MOST_INLINE = 1024 * 1024;
/** Bytes of an answer of the API that are looked at, to be cut. */
const MOST_JSON = 16 * 1024 * 1024;

/** How a call of a tool went: what the agent is told, and what is written down of it. */
export interface ToolOutcome {
  result: CallToolResult;
  statusCode: number;
  /** Why it failed; null where it did not. */
  message: string | null;
}

/** What a tool says that failed before anything was called. */
export const failed = (statusCode: number, message: string, text = message): ToolOutcome => ({
  result: { isError: true, content: [{ type: "text", text }] },
  statusCode,
  message,
});

/** What an answer of the API means to an agent. */
export async function outcomeOf(tool: Tool, answer: ApiAnswer, url: string): Promise<ToolOutcome> {
  const { status, contentType } = answer;
  if (status >= 400) return failureOf(answer);
  if (contentType === "application/json") return ofJson(tool, answer);
  if (contentType === "text/plain" && tool.name !== "get_attachment") return ofText(answer);
  return ofFile(answer, url);
}

async function failureOf(answer: ApiAnswer): Promise<ToolOutcome> {
  const text = String(await readAnswer(answer, MOST_TEXT));
  const { message } = JSON.parse(text) as { message: string };
  return failed(answer.status, message, text);
}

async function ofJson(tool: Tool, answer: ApiAnswer): Promise<ToolOutcome> {
  const bytes = await readAnswer(answer, MOST_JSON);
  if (bytes === null)
    return failed(413, "The answer is too large for an agent; ask for less, such as by a smaller pageSize");
  const value = withoutTwins(tool, JSON.parse(bytes.toString()));
  const text = JSON.stringify(value);
  const size = Buffer.byteLength(text);
  if (size <= MOST_TEXT) return told(answer, [text], value);
  const cut = JSON.stringify(fit(value, MOST_TEXT));
  return told(answer, [cut, `The answer was cut to fit: it has ${size} bytes in full. Ask for less at once.`]);
}

async function ofText(answer: ApiAnswer): Promise<ToolOutcome> {
  const { end, size } = await readEnd(answer, MOST_TEXT);
  if (size === 0) return told(answer, ["OK"]);
  if (size <= MOST_TEXT) return told(answer, [end.toString()]);
  return told(answer, [endOf(end, MOST_TEXT), `Only the newest part is told; all of it has ${size} bytes.`]);
}

async function ofFile(answer: ApiAnswer, url: string): Promise<ToolOutcome> {
  const bytes = await readAnswer(answer, MOST_INLINE);
  const [, account = "", attachment = ""] = /^\/v1\/account\/([^/]+)\/attachment\/([^/?]+)/.exec(url) ?? [];
  if (bytes === null)
    return failed(413, `The attachment is larger than 1 MB and is not told here. It can be downloaded with GET ${url}`);
  return {
    result: {
      content: [
        {
          type: "resource",
          resource: {
            uri: `${accountUri(decodeURIComponent(account))}/attachment/${attachment}`,
            mimeType: answer.contentType,
            blob: bytes.toString("base64"),
          },
        },
      ],
    },
    statusCode: answer.status,
    message: null,
  };
}

function told({ status }: ApiAnswer, texts: readonly string[], value?: unknown): ToolOutcome {
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  return {
    result: {
      content: texts.map((text) => ({ type: "text", text })),
      ...(isObject && { structuredContent: value as Record<string, unknown> }),
    },
    statusCode: status,
    message: null,
  };
}

/** Of a text that is there twice, the web-safe HTML alone. */
function withoutTwins({ name }: Tool, value: unknown): unknown {
  const text = name === "get_message" ? (value as { text?: unknown }).text : name === "get_message_text" ? value : null;
  if (typeof text === "object" && text !== null && "html" in text && "plain" in text) delete text.plain;
  return value;
}
