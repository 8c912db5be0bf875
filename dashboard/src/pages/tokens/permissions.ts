import { type Action, ACTIONS, type GrantableGroup, GROUPS, type Scope } from "@posthorn/contracts/scopes";
import type { TokenPermissions } from "@posthorn/contracts/tokens";

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
  { name: "Mail", groups: MAIL_GROUPS },
  { name: "Configuration", groups: ["template", "blocklist", "webhook", "gateway"] },
  { name: "Monitoring", groups: MONITORING_GROUPS },
  { name: "Management", groups: ["settings", "oauth2", "license", "token", "provisioning"] },
];

/** Where most people start. */
export const PRESETS: readonly Preset[] = [
  {
    name: "Read only",
    actions: ["read"],
    groups: [...MAIL_GROUPS, "template", "blocklist", "webhook", "gateway", ...MONITORING_GROUPS],
  },
  {
    name: "Mail agent",
    actions: ["read", "write", "send"],
    groups: ["account", "mailbox", "message", "submit", "outbox"],
  },
  { name: "Send only", actions: ["send"], groups: ["submit"] },
  { name: "Everything", actions: [...ACTIONS], groups: [...GROUPS] },
];

const ACTION_WORDS: Record<Action, string> = { read: "read", write: "change", send: "send", destructive: "delete" };

export const ACTION_NAMES: Record<Action, string> = {
  read: "Read",
  write: "Change",
  send: "Send",
  destructive: "Delete",
};

export const GROUP_NAMES: Record<GrantableGroup, string> = {
  account: "accounts",
  mailbox: "mailboxes",
  message: "messages",
  submit: "sending",
  outbox: "the outbox",
  export: "exports",
  template: "templates",
  blocklist: "suppression lists",
  webhook: "webhook routes",
  gateway: "gateways",
  events: "the stream of states",
  diagnostics: "figures and checks",
  logs: "logs of accounts",
  settings: "settings",
  oauth2: "OAuth2 apps",
  license: "the licence",
  token: "access tokens",
  provisioning: "servers and logins of accounts",
};

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
  const on = things.length === GROUPS.length - 1 ? "everything" : listed(things.map((group) => GROUP_NAMES[group]));
  const can = [
    ...(verbs.length > 0 && things.length > 0 ? [`${listed(verbs.map((verb) => ACTION_WORDS[verb]))} ${on}`] : []),
    ...(canSend ? ["send mail"] : []),
  ];
  if (can.length === 0) return "It can do nothing: what is chosen on one side has nothing to do with the other.";
  const cannot = [
    ...(canSend ? [] : ["send mail"]),
    ...(verbs.includes("write") ? [] : ["change anything"]),
    ...(verbs.includes("destructive") ? [] : ["delete anything"]),
    "create tokens",
  ];
  return `It can ${can.join(", and ")}. It can't ${listed(cannot, "or")}.`;
}

/** `a, b and c` */
export function listed(words: readonly string[], conjunction: "and" | "or" = "and"): string {
  const last = words.at(-1) ?? "";
  return words.length < 2 ? last : `${words.slice(0, -1).join(", ")} ${conjunction} ${last}`;
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
  if (grants) return `${grants.length} single permission${grants.length === 1 ? "" : "s"}`;
  // Without a list of groups, those that have to be named are out.
  const preset = groups && presetOf({ actions, groups });
  if (preset) return preset;
  const verbs = listed(ACTIONS.filter((action) => actions.includes(action)).map((action) => ACTION_WORDS[action]));
  return groups ? `${verbs}: ${listed(groups.map((group) => GROUP_NAMES[group]))}` : `only ${verbs}`;
}
