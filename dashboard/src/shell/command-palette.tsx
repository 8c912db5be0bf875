import { rolePermits } from "@posthorn/contracts/role-permits";
import { getSettings } from "@posthorn/contracts/settings";
import { listTokens } from "@posthorn/contracts/tokens";
import { listWebhookEndpoints } from "@posthorn/contracts/webhook-endpoints";
import { useDebouncedValue } from "@mantine/hooks";
import { Spotlight } from "@mantine/spotlight";
import { IconKey, IconMailbox, IconSearch, IconSettings, IconWebhook } from "@tabler/icons-react";
import { type LinkProps, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useAccounts } from "../queries/accounts.ts";
import { useMay, useSession } from "../queries/session.ts";
import { useTokens } from "../queries/tokens.ts";
import { useEndpointNames } from "../queries/webhook-endpoints.ts";
import { offeredSections } from "./offered-sections.ts";
import type { Entry } from "./sections.ts";
import { COMMANDS } from "./commands.ts";
import { texts } from "./texts.ts";

const PAUSE_MS = 150;
const SHOWN = 8;
const icon = { size: 18, stroke: 1.7, "aria-hidden": true } as const;

/** Every page, accounts, tokens and endpoints of webhooks by name, settings by what they are about, and what is often done, with the keyboard alone. Opens with Ctrl or Cmd and K. */
export function CommandPalette() {
  const [query, setQuery] = useState("");
  const [settled] = useDebouncedValue(query.trim(), PAUSE_MS);
  const role = useSession()?.user.role;
  const mayTokens = useMay(listTokens);
  const mayEndpoints = useMay(listWebhookEndpoints);
  const navigate = useNavigate();
  const accounts = useAccounts({ query: settled, pageSize: SHOWN }, { isWanted: settled !== "" });
  const tokens = useTokens({ query: settled, pageSize: SHOWN }, { isWanted: settled !== "" && mayTokens });
  const endpoints = useEndpointNames({ isWanted: settled !== "" && mayEndpoints });
  const go = (to: LinkProps["to"], params?: Record<string, string>, search?: Record<string, unknown>) =>
    void navigate({ to, ...(params && { params }), ...(search && { search }) } as Parameters<typeof navigate>[0]);
  const fits = ({ label, words = "" }: { label: string; words?: string }) =>
    `${label} ${words}`.toLowerCase().includes(query.trim().toLowerCase());
  const pages = offeredSections(role)
    .flatMap(({ entries }) => entries)
    .filter(fits);
  const commands = COMMANDS.filter((each) => fits(each) && role !== undefined && rolePermits(role, each.needs));
  const words = query.trim();
  const maySettings = words !== "" && role !== undefined && rolePermits(role, getSettings);
  const found = settled === "" ? [] : (accounts.data?.accounts ?? []);
  const foundTokens = settled === "" ? [] : (tokens.data?.tokens ?? []);
  const foundEndpoints = (settled === "" ? [] : (endpoints.data?.endpoints ?? []))
    .filter(({ id, name, targetUrl }) => fits({ label: name || id, words: targetUrl }))
    .slice(0, SHOWN);
  const isFound = [pages, commands, found, foundTokens, foundEndpoints].some(({ length }) => length > 0);
  return (
    <Spotlight.Root query={query} onQueryChange={setQuery} shortcut={["mod + K"]} scrollable maxHeight={420}>
      <Spotlight.Search
        placeholder={texts.paletteHint}
        aria-label={texts.paletteHint}
        leftSection={<IconSearch {...icon} />}
      />
      <Spotlight.ActionsList>
        {pages.length > 0 && (
          <Spotlight.ActionsGroup label={texts.navigation}>
            {pages.map((entry) => (
              <Spotlight.Action
                key={entry.label}
                label={entry.label}
                leftSection={<entry.Icon {...icon} />}
                onClick={() => open(entry, go)}
              />
            ))}
          </Spotlight.ActionsGroup>
        )}
        {commands.length > 0 && (
          <Spotlight.ActionsGroup label={texts.commands}>
            {commands.map(({ label, Icon, to, search }) => (
              <Spotlight.Action
                key={label}
                label={label}
                leftSection={<Icon {...icon} />}
                onClick={() => go(to, undefined, search)}
              />
            ))}
          </Spotlight.ActionsGroup>
        )}
        {found.length > 0 && (
          <Spotlight.ActionsGroup label={texts.accounts}>
            {found.map(({ account, name, email }) => (
              <Spotlight.Action
                key={account}
                label={name || account}
                description={email}
                leftSection={<IconMailbox {...icon} />}
                onClick={() => go("/accounts/$account", { account })}
              />
            ))}
          </Spotlight.ActionsGroup>
        )}
        {foundTokens.length > 0 && (
          <Spotlight.ActionsGroup label={texts.tokens}>
            {foundTokens.map(({ id, description, account }) => (
              <Spotlight.Action
                key={id}
                label={description || id.slice(0, 8)}
                {...(account && { description: account })}
                leftSection={<IconKey {...icon} />}
                onClick={() => go("/tokens/$token", { token: id })}
              />
            ))}
          </Spotlight.ActionsGroup>
        )}
        {foundEndpoints.length > 0 && (
          <Spotlight.ActionsGroup label={texts.webhooks}>
            {foundEndpoints.map(({ id, name, targetUrl }) => (
              <Spotlight.Action
                key={id}
                label={name || id}
                description={targetUrl}
                leftSection={<IconWebhook {...icon} />}
                onClick={() => go("/webhooks/$endpoint", { endpoint: id })}
              />
            ))}
          </Spotlight.ActionsGroup>
        )}
        {maySettings && (
          <Spotlight.ActionsGroup label={texts.settings}>
            <Spotlight.Action
              label={texts.findSetting(words)}
              leftSection={<IconSettings {...icon} />}
              onClick={() => go("/settings/{-$group}", {}, { query: words })}
            />
          </Spotlight.ActionsGroup>
        )}
        {!maySettings && !isFound && <Spotlight.Empty>{texts.paletteEmpty}</Spotlight.Empty>}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  );
}

function open({ to, href }: Entry, go: (to: LinkProps["to"]) => void) {
  if (href !== undefined) window.location.assign(href);
  else go(to);
}
