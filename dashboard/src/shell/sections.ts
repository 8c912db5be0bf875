import { getAiUsage } from "@posthorn/contracts/ai";
import { getAdminLog } from "@posthorn/contracts/admin-log";
import { listAlertRules } from "@posthorn/contracts/alert-rules";
import { listBlocklists } from "@posthorn/contracts/blocklists";
import { listEvents } from "@posthorn/contracts/event-log";
import { listCertificates } from "@posthorn/contracts/certificates";
import { listGateways } from "@posthorn/contracts/gateways";
import { listMcpAgents } from "@posthorn/contracts/mcp";
import { listNodes } from "@posthorn/contracts/nodes";
import { getQueue, getSettings } from "@posthorn/contracts/settings";
import { listUsers } from "@posthorn/contracts/users";
import { listWebhookEndpoints } from "@posthorn/contracts/webhook-endpoints";
import { listTokens } from "@posthorn/contracts/tokens";
import {
  IconBellRinging,
  IconBook2,
  IconHistory,
  IconHome,
  IconKey,
  IconLockAccess,
  IconMailbox,
  IconCertificate,
  IconInfoCircle,
  IconMailForward,
  IconMailOff,
  IconRobot,
  IconServer2,
  IconServerBolt,
  IconSparkles,
  IconStack2,
  IconSettings,
  IconTemplate,
  IconTimelineEvent,
  IconUsers,
  IconWebhook,
} from "@tabler/icons-react";
import type { Icon } from "@tabler/icons-react";
import { listOAuth2Apps } from "@posthorn/contracts/oauth2-apps";
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
    entries: [
      { to: "/accounts", label: texts.accounts, Icon: IconMailbox, also: ["/add-account"] },
      { to: "/outbox", label: texts.outbox, Icon: IconMailForward },
      { to: "/gateways", label: texts.gateways, Icon: IconServerBolt, needs: listGateways },
      { to: "/templates", label: texts.templates, Icon: IconTemplate },
      { to: "/suppression-lists", label: texts.suppressionLists, Icon: IconMailOff, needs: listBlocklists },
    ],
  },
  {
    label: texts.integrations,
    entries: [
      { to: "/webhooks", label: texts.webhooks, Icon: IconWebhook, needs: listWebhookEndpoints },
      { to: "/events", label: texts.events, Icon: IconTimelineEvent, needs: listEvents },
      { to: "/tokens", label: texts.tokens, Icon: IconKey, needs: listTokens },
      {
        to: "/applications",
        label: texts.applications,
        Icon: IconLockAccess,
        also: ["/add-application"],
        needs: listOAuth2Apps,
      },
      { to: "/ai", label: texts.ai, Icon: IconSparkles, needs: getAiUsage },
      { to: "/agents", label: texts.agents, Icon: IconRobot, needs: listMcpAgents },
      { href: `${BASE}/reference`, label: texts.reference, Icon: IconBook2 },
    ],
  },
  {
    label: texts.system,
    entries: [
      { to: "/settings/{-$group}", label: texts.settings, Icon: IconSettings, needs: getSettings },
      { to: "/users", label: texts.users, Icon: IconUsers, needs: listUsers },
      { to: "/admin-log", label: texts.adminLog, Icon: IconHistory, needs: getAdminLog },
      { to: "/alerts", label: texts.alerts, Icon: IconBellRinging, needs: listAlertRules },
      { to: "/queues", label: texts.queues, Icon: IconStack2, needs: getQueue },
      { to: "/nodes", label: texts.nodes, Icon: IconServer2, needs: listNodes },
      { to: "/certificates", label: texts.certificates, Icon: IconCertificate, needs: listCertificates },
      { to: "/about", label: texts.about, Icon: IconInfoCircle },
    ],
  },
];
