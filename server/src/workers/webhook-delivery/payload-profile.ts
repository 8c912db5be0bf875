import type { EventEnvelope } from "@posthorn/contracts/events";
import type { PayloadProfile } from "../../core/webhook-endpoint.ts";

interface Data {
  headers?: Record<string, unknown>;
  text?: { plain?: string; html?: string; hasMore?: boolean; [more: string]: unknown };
  attachments?: { content?: string; [more: string]: unknown }[];
  calendarEvents?: { content?: string; [more: string]: unknown }[];
  [more: string]: unknown;
}

/** The body that an endpoint gets of an event. Only what mail brought is taken away; the facts stay. */
export function shapePayload(envelope: EventEnvelope, profile: PayloadProfile): EventEnvelope {
  if (envelope.data === null || typeof envelope.data !== "object") return envelope;
  let data = envelope.data as Data;
  if (profile.attachments === false) data = withoutFiles(data);
  if (profile.text === false) data = withoutTexts(data);
  else if (profile.textSize !== undefined) data = cutTexts(data, profile.textSize);
  if (profile.headers) data = pickHeaders(data, profile.headers);
  const { maxSize } = profile;
  if (maxSize === undefined) return { ...envelope, data };
  for (const lighten of [withoutFiles, withoutTexts, (all: Data) => pickHeaders(all, [])]) {
    if (Buffer.byteLength(JSON.stringify({ ...envelope, data })) <= maxSize) break;
    data = lighten(data);
  }
  return { ...envelope, data };
}

const withoutContent = <E extends { content?: string }>(entries: E[]) =>
  entries.map((entry) => {
    const { content: _, ...about } = entry;
    return about;
  });

function withoutFiles({ attachments, calendarEvents, ...data }: Data): Data {
  return {
    ...data,
    ...(attachments && { attachments: withoutContent(attachments) }),
    ...(calendarEvents && { calendarEvents: withoutContent(calendarEvents) }),
  };
}

function withoutTexts({ text, ...data }: Data): Data {
  if (text === undefined) return data;
  const { plain: _, html: _html, hasMore: _more, webSafe: _safe, ...about } = text;
  return { ...data, text: about };
}

function cutTexts({ text, ...data }: Data, limit: number): Data {
  if (text === undefined) return data;
  const { plain, html } = text;
  if ((plain?.length ?? 0) <= limit && (html?.length ?? 0) <= limit) return { ...data, text };
  return {
    ...data,
    text: {
      ...text,
      ...(plain !== undefined && { plain: plain.slice(0, limit) }),
      ...(html !== undefined && { html: html.slice(0, limit) }),
      hasMore: true,
    },
  };
}

function pickHeaders({ headers, ...data }: Data, names: readonly string[]): Data {
  if (headers === undefined || names.includes("*")) return { ...data, ...(headers && { headers }) };
  const wanted = new Set(names.map((name) => name.toLowerCase()));
  const picked = Object.entries(headers).filter(([name]) => wanted.has(name.toLowerCase()));
  return picked.length === 0 ? data : { ...data, headers: Object.fromEntries(picked) };
}
