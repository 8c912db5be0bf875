import { type Icon, IconKey, IconPlus } from "@tabler/icons-react";
import type { LinkProps } from "@tanstack/react-router";
import { texts } from "./texts.ts";

interface Command {
  label: string;
  Icon: Icon;
  to: LinkProps["to"];
  search?: Record<string, unknown>;
}

/** What people often want to do, besides looking at a page. */
export const COMMANDS: readonly Command[] = [
  { label: texts.addAccount, Icon: IconPlus, to: "/add-account" },
  { label: texts.createToken, Icon: IconKey, to: "/tokens", search: { create: true } },
];
