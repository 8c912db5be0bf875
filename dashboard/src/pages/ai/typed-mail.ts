import type { AiSampleContent } from "@posthorn/contracts/ai";

/** A mail as people type one. */
export interface TypedMail {
  subject: string;
  /** A name, an address, or both: `Lena <lena@example.com>`. */
  from: string;
  text: string;
}

/** What is kept of a typed mail, over what was there before; undefined as long as there is no text. */
export function contentOf(
  { subject, from, text }: TypedMail,
  before: AiSampleContent = {},
): AiSampleContent | undefined {
  if (text.trim() === "" && !before.html) return undefined;
  const { subject: _subject, from: _from, text: _text, ...rest } = before;
  return {
    ...rest,
    ...(subject.trim() !== "" && { subject: subject.trim() }),
    ...(from.trim() !== "" && { from: addressIn(from) }),
    ...(text.trim() !== "" && { text }),
  };
}

/** The mail as it would be typed. */
export const typedOf = ({ subject = "", from, text = "" }: AiSampleContent): TypedMail => ({
  subject,
  from: from?.name && from.address ? `${from.name} <${from.address}>` : (from?.address ?? from?.name ?? ""),
  text,
});

function addressIn(from: string): NonNullable<AiSampleContent["from"]> {
  const [, name = "", address = ""] = /^([^<]*)<([^<>]+)>\s*$/.exec(from) ?? [];
  if (address !== "") return { ...(name.trim() !== "" && { name: name.trim() }), address: address.trim() };
  return from.includes("@") ? { address: from.trim() } : { name: from.trim() };
}
