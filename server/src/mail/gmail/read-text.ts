import type { TextType } from "@posthorn/contracts/messages";
import type { GmailCallOptions } from "./api.ts";
import type { GmailContext } from "./context.ts";
import { type TextPart, textOf } from "./message-parts.ts";
import { contentOf } from "./part-content.ts";

export interface ReadText {
  plain?: string;
  html?: string;
  hasMore: boolean;
}

export interface TextWish {
  textType?: TextType | undefined;
  /** For plain and html each. */
  maxCharacters?: number | undefined;
}

/** The text of a message; several parts of one kind are joined. Most comes with the message, very large texts are asked for. */
export async function readText(
  context: GmailContext,
  message: string,
  parts: readonly TextPart[],
  wish: TextWish,
  options: GmailCallOptions,
): Promise<ReadText> {
  const texts: { plain?: string; html?: string } = {};
  for (const type of ["plain", "html"] as const) {
    const wanted = isWanted(type, wish) ? parts.filter((part) => part.type === type) : [];
    if (wanted.length === 0) continue;
    const pieces: string[] = [];
    for (const part of wanted) pieces.push(textOf(await contentOf(context, message, part, options), part));
    texts[type] = pieces.join("\n");
  }
  return cutTexts(texts, wish);
}

/** Texts that are there already, as far as they are wanted. */
export function cutTexts(texts: { plain?: string | undefined; html?: string | undefined }, wish: TextWish): ReadText {
  const read: ReadText = { hasMore: false };
  for (const type of ["plain", "html"] as const) {
    const text = texts[type];
    if (text === undefined || !isWanted(type, wish)) continue;
    read[type] = cut(text, wish.maxCharacters ?? Infinity);
    read.hasMore ||= read[type].length < text.length;
  }
  return read;
}

const isWanted = (type: TextPart["type"], { textType = "*" }: TextWish) => textType === "*" || textType === type;

/** Never between the two halves of a surrogate pair. */
function cut(text: string, characters: number): string {
  if (text.length <= characters) return text;
  const end = characters > 0 && (text.charCodeAt(characters - 1) & 0xfc00) === 0xd800 ? characters - 1 : characters;
  return text.slice(0, end);
}
