/** How an attachment can be looked at without leaving the page; undefined where it is downloaded only. */
export type AttachmentKind = "picture" | "text" | "pdf";

/** Pictures that the API shows in place: those that hold no script. */
const PICTURES = ["image/png", "image/jpeg", "image/gif", "image/webp", "image/avif", "image/bmp"];

/** Texts are shown as plain text, whatever they are. */
const TEXTS = [
  "application/json",
  "application/xml",
  "application/x-yaml",
  "application/sql",
  "message/rfc822",
  "message/delivery-status",
  "text/rfc822-headers",
];

/** What the type that a mail claims lets one do with an attachment. HTML is a text like others. */
export function attachmentKind(contentType: string): AttachmentKind | undefined {
  const type = (contentType.split(";")[0] ?? "").trim().toLowerCase();
  if (PICTURES.includes(type)) return "picture";
  if (type === "application/pdf") return "pdf";
  return type.startsWith("text/") || TEXTS.includes(type) ? "text" : undefined;
}
