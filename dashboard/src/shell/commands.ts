import { createAccount } from "@posthorn/contracts/accounts";
import type { Contract } from "@posthorn/contracts/contract";
import { createToken } from "@posthorn/contracts/tokens";
import { type Icon, IconKey, IconPlugConnected, IconPlus } from "@tabler/icons-react";
import type { LinkProps } from "@tanstack/react-router";
import { texts } from "./texts.ts";

interface Command {
  label: string;
  Icon: Icon;
  to: LinkProps["to"];
  search?: Record<string, unknown>;
  /** Offered to those who may call this. */
  needs: Pick<Contract, "scope" | "action" | "group" | "leastRole">;
}

/** What people often want to do, besides looking at a page. */
export const COMMANDS: readonly Command[] = [
  { label: texts.addAccount, Icon: IconPlus, to: "/add-account", needs: createAccount },
  { label: texts.createToken, Icon: IconKey, to: "/tokens", search: { create: true }, needs: createToken },
  {
    label: texts.connectAgent,
    Icon: IconPlugConnected,
    to: "/agents",
    search: { tab: "connect" },
    needs: createToken,
  },
];
