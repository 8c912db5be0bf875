import { MAIL_TOOLS } from "./mail-tools.ts";
import { MANAGE_TOOLS } from "./manage-tools.ts";
import type { Tool } from "./tool.ts";

/** Every tool, by name. */
export const TOOLS: readonly Tool[] = [...MAIL_TOOLS, ...MANAGE_TOOLS].toSorted((a, b) => (a.name < b.name ? -1 : 1));
