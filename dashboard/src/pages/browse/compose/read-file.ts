import type { ComposedFile } from "./compose-form.ts";

/** Reads a file of this computer; rejects when it can't be read. */
export function readFile(file: File): Promise<ComposedFile> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener("load", () => {
      const url = typeof reader.result === "string" ? reader.result : "";
      resolve({
        name: file.name,
        size: file.size,
        contentType: file.type || "application/octet-stream",
        content: url.slice(url.indexOf(",") + 1),
      });
    });
    reader.addEventListener("error", () => reject(reader.error ?? new Error(file.name)));
    reader.readAsDataURL(file);
  });
}
