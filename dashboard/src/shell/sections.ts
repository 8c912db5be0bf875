import { getSettings } from "@posthorn/contracts/settings";
import { IconBook2, IconHome, IconKey, IconMailbox, IconSettings } from "@tabler/icons-react";
import type { Icon } from "@tabler/icons-react";
import type { Contract } from "@posthorn/contracts/contract";
import type { LinkProps } from "@tanstack/react-router";
import { BASE } from "../next-path.ts";
import { texts } from "./texts.ts";

/** A page that the navigation and the command palette lead to. */
export interface Entry {
  label: string;
  Icon: Icon;
  /** A page of the dashboard; `href` is one that the server itself serves. */
  to?: LinkProps["to"];
  href?: string;
  /** Pages outside of its address that belong to it. */
  also?: readonly LinkProps["to"][];
  /** What the page is made of: it is offered to those who may call this. */
  needs?: Pick<Contract, "scope" | "action" | "group" | "leastRole">;
}

export interface NavigationSection {
  /** None for what stands first. */
  label?: string;
  entries: readonly Entry[];
}

/** All pages that are reached from everywhere, in the order of the navigation. */
export const SECTIONS: readonly NavigationSection[] = [
  { entries: [{ to: "/", label: texts.home, Icon: IconHome }] },
  {
    label: texts.email,
    entries: [{ to: "/accounts", label: texts.accounts, Icon: IconMailbox, also: ["/add-account"] }],
  },
  {
    label: texts.integrations,
    entries: [
      { to: "/tokens", label: texts.tokens, Icon: IconKey },
      { href: `${BASE}/reference`, label: texts.reference, Icon: IconBook2 },
    ],
  },
  {
    label: texts.system,
    entries: [{ to: "/settings/{-$group}", label: texts.settings, Icon: IconSettings, needs: getSettings }],
  },
];
