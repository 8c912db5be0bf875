import { type Action, ACTIONS, type GrantableGroup, GROUPS, type Scope } from "@posthorn/contracts/scopes";
import type { TokenPermissions } from "@posthorn/contracts/tokens";
import { listed } from "../../languages/format.ts";
import { texts } from "./permission-texts.ts";

/** Every pair of an action and a group listed is allowed. */
export interface Matrix {
  actions: Action[];
  groups: GrantableGroup[];
}

interface Preset extends Matrix {
  name: string;
}

const MAIL_GROUPS: GrantableGroup[] = ["account", "mailbox", "message", "submit", "outbox", "export"];
const MONITORING_GROUPS: GrantableGroup[] = ["events", "diagnostics", "logs"];

/** The groups as they are shown, by what they are about. */
export const GROUP_CLUSTERS: readonly { name: string; groups: readonly GrantableGroup[] }[] = [
  { name: texts.clusters.mail, groups: MAIL_GROUPS },
  { name: texts.clusters.configuration, groups: ["template", "blocklist", "webhook", "gateway"] },
  { name: texts.clusters.monitoring, groups: MONITORING_GROUPS },
  { name: texts.clusters.management, groups: ["settings", "oauth2", "license", "token", "provisioning"] },
];

/** Where most people start. */
export const PRESETS: readonly Preset[] = [
  {
    name: texts.presets.read,
    actions: ["read"],
    groups: [...MAIL_GROUPS, "template", "blocklist", "webhook", "gateway", ...MONITORING_GROUPS],
  },
  {
    name: texts.presets.agent,
    actions: ["read", "write", "send"],
    groups: ["account", "mailbox", "message", "submit", "outbox"],
  },
  { name: texts.presets.send, actions: ["send"], groups: ["submit"] },
  { name: texts.presets.all, actions: [...ACTIONS], groups: [...GROUPS] },
];

export const ACTION_NAMES: Record<Action, string> = texts.actions;
export const GROUP_NAMES: Record<GrantableGroup, string> = texts.groups;

const hasSame = (a: readonly string[], b: readonly string[]) =>
  a.length === b.length && a.every((value) => b.includes(value));

/** The preset that `matrix` is, if it is one. */
export const presetOf = ({ actions, groups }: Matrix): string | undefined =>
  PRESETS.find((preset) => hasSame(preset.actions, actions) && hasSame(preset.groups, groups))?.name;

/** What a matrix comes to, in a few sentences; undefined while a side of it is empty. */
export function outcomeOf({ actions, groups }: Matrix): string | undefined {
  if (actions.length === 0 || groups.length === 0) return undefined;
  const verbs = ACTIONS.filter((action) => action !== "send" && actions.includes(action));
  // Sending is an action and a group of its own: each is nothing without the other.
  const canSend = actions.includes("send") && groups.includes("submit");
  const things = GROUPS.filter((group) => group !== "submit" && groups.includes(group));
  const on = things.length === GROUPS.length - 1 ? texts.everything : listed(things.map((group) => GROUP_NAMES[group]));
  const can = [
    ...(verbs.length > 0 && things.length > 0
      ? [texts.verbsOn(listed(verbs.map((verb) => texts.verbs[verb])), on)]
      : []),
    ...(canSend ? [texts.sendMail] : []),
  ];
  const [one, other] = can;
  if (one === undefined) return texts.nothing;
  const cannot = [
    ...(canSend ? [] : [texts.sendMail]),
    ...(verbs.includes("write") ? [] : [texts.changeAnything]),
    ...(verbs.includes("destructive") ? [] : [texts.deleteAnything]),
    texts.createTokens,
  ];
  return texts.outcome(other === undefined ? one : texts.can(one, other), listed(cannot, "disjunction"));
}

/** What a door needs of a narrowed token, all of it. */
const NEEDS: Partial<Record<Scope, [Action, GrantableGroup][]>> = {
  metrics: [["read", "diagnostics"]],
  smtp: [["send", "submit"]],
  "imap-proxy": [
    ["read", "message"],
    ["write", "message"],
    ["destructive", "message"],
    ["write", "mailbox"],
    ["destructive", "mailbox"],
  ],
};

/** The scopes chosen that would open nothing, since the matrix takes away what their doors need. */
export const brokenScopes = (scopes: readonly Scope[], { actions, groups }: Matrix): Scope[] =>
  scopes.filter((scope) =>
    NEEDS[scope]?.some(([action, group]) => !actions.includes(action) || !groups.includes(group)),
  );

/** Stored permissions in a few words; undefined for a token that may do all that its scopes open. */
export function permissionsInWords(permissions: TokenPermissions | null | undefined): string | undefined {
  if (permissions === null || permissions === undefined) return undefined;
  const { actions = [...ACTIONS], groups, grants } = permissions;
  if (grants) return texts.single(grants.length);
  // Without a list of groups, those that have to be named are out.
  const preset = groups && presetOf({ actions, groups });
  if (preset) return preset;
  const verbs = listed(ACTIONS.filter((action) => actions.includes(action)).map((action) => texts.verbs[action]));
  return groups ? texts.verbsOf(verbs, listed(groups.map((group) => GROUP_NAMES[group]))) : texts.verbsOnly(verbs);
}
