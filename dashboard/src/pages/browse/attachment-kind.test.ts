import { expect, it } from "vitest";
import { attachmentKind } from "./attachment-kind.ts";

it.each([
  ["image/png", "picture"],
  ["IMAGE/JPEG; name=a.jpg", "picture"],
  ["image/svg+xml", undefined],
  ["application/pdf", "pdf"],
  ["text/html", "text"],
  ["text/csv; charset=utf-8", "text"],
  ["message/rfc822", "text"],
  ["application/zip", undefined],
  ["", undefined],
])("looks at %s as %s", (contentType, kind) => {
  expect(attachmentKind(contentType)).toBe(kind);
});
