import type { HeaderMap } from "../headers.ts";

/** What is known of a message without reading its content. */
export interface Letter {
  from: { name?: string; address?: string } | undefined;
  subject: string | undefined;
  headers: HeaderMap;
  /** What a multipart/report reports, lower case. */
  reportType: string | undefined;
  /** Types of its parts other than its texts, without those of enclosed messages. */
  contentTypes: readonly string[];
}

/** A text or an enclosed message, its beginning at least. */
export interface ReportPart {
  /** Lower case. */
  contentType: string;
  content: string;
  /** Part of an enclosed message. */
  isEnclosed: boolean;
}
