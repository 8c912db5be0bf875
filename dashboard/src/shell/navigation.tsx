import { NavLink, Text } from "@mantine/core";
import { IconBook2, IconHome, IconKey, IconMailbox } from "@tabler/icons-react";
import { useMatchRoute } from "@tanstack/react-router";
import { NavigationLink } from "../components/link.tsx";
import { BASE } from "../next-path.ts";
import classes from "./shell.module.css";
import { texts } from "./texts.ts";

const icon = { size: 18, stroke: 1.7, "aria-hidden": true } as const;
const look = { className: classes["link"] ?? "", variant: "light" } as const;

/** The pages there are. */
export function Navigation() {
  const matches = useMatchRoute();
  const isIn = (to: "/" | "/accounts" | "/tokens") => Boolean(matches({ to, fuzzy: to !== "/" }));
  const current = (isCurrent: boolean) => ({
    active: isCurrent,
    ...(isCurrent && { "aria-current": "page" as const }),
  });
  return (
    <>
      <NavigationLink
        to="/"
        label={texts.home}
        leftSection={<IconHome {...icon} />}
        {...look}
        {...current(isIn("/"))}
      />
      <Section label={texts.email} />
      <NavigationLink
        to="/accounts"
        label={texts.accounts}
        leftSection={<IconMailbox {...icon} />}
        {...look}
        {...current(isIn("/accounts") || Boolean(matches({ to: "/add-account" })))}
      />
      <Section label={texts.integrations} />
      <NavigationLink
        to="/tokens"
        label={texts.tokens}
        leftSection={<IconKey {...icon} />}
        {...look}
        {...current(isIn("/tokens"))}
      />
      {/* Served by the API itself, not a page of the dashboard. */}
      <NavLink
        component="a"
        href={`${BASE}/reference`}
        label={texts.reference}
        leftSection={<IconBook2 {...icon} />}
        {...look}
      />
    </>
  );
}

const Section = ({ label }: { label: string }) => (
  <Text c="dimmed" className={classes["section"] ?? ""}>
    {label}
  </Text>
);
