import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = join(fileURLToPath(import.meta.url), "..", "..");

/** What a page of the documentation tells its readers to do. */
export interface DocumentedPage {
  /** The blocks of code in this language, in order. */
  blocks(language: "sh" | "js"): string[];
  /** A piece of code in the running text that begins so. */
  inline(start: string): string;
  /** The call that the running text names so, such as `GET /v1/outbox/{queueId}`, with its placeholders filled. */
  call(call: string, values?: Record<string, string>): { method: string; path: string };
  /** A body in the running text that begins so, with its placeholders filled. */
  body(start: string, values?: Record<string, string>): Record<string, unknown>;
}

/** Reads a page of `docs/`. What a test asks for and the page does not say is an error. */
export async function documentedPage(name: string): Promise<DocumentedPage> {
  const page = await readFile(join(ROOT, "docs", name), "utf8");
  const inline = [...page.replaceAll(/^```.*?^```$/gms, "").matchAll(/`([^`]+)`/g)].map(([, code = ""]) => code);
  const find = (start: string) => {
    const code = inline.find((one) => one.startsWith(start));
    if (code === undefined) throw new Error(`docs/${name} says nothing of ${start}`);
    return code;
  };
  return {
    blocks: (language) =>
      [...page.matchAll(/^```(\w+)\n(.*?)^```$/gms)]
        .filter(([, found]) => found === language)
        .map(([, , code = ""]) => code.trim()),
    inline: find,
    call(call, values = {}) {
      const [method = "", path = ""] = fill(find(call), values).split(" ");
      return { method, path };
    },
    body: (start, values = {}) => JSON.parse(fill(find(start), values)) as Record<string, unknown>,
  };
}

/** Values stand for `{name}` and `<name>`. */
const fill = (text: string, values: Record<string, string>) =>
  Object.entries(values).reduce(
    (filled, [name, value]) => filled.replaceAll(`{${name}}`, value).replaceAll(`<${name}>`, value),
    text,
  );
