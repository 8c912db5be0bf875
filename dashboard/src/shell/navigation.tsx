import { NavLink, Text } from "@mantine/core";
import { useMatchRoute } from "@tanstack/react-router";
import { NavigationLink } from "../components/link.tsx";
import { useSession } from "../queries/session.ts";
import { offeredSections } from "./offered-sections.ts";
import { type Entry } from "./sections.ts";
import classes from "./shell.module.css";

const look = { className: classes["link"] ?? "", variant: "light" } as const;

/** The pages there are for the user who is signed in. */
export function Navigation() {
  const role = useSession()?.user.role;
  return offeredSections(role).map(({ label, entries }) => (
    <div key={label ?? ""}>
      {label !== undefined && (
        <Text c="dimmed" className={classes["section"] ?? ""}>
          {label}
        </Text>
      )}
      {entries.map((entry) => (
        <PageLink key={entry.label} entry={entry} />
      ))}
    </div>
  ));
}

function PageLink({ entry: { to, href, label, Icon, also = [] } }: { entry: Entry }) {
  const matches = useMatchRoute();
  const icon = <Icon size={18} stroke={1.7} aria-hidden />;
  if (to === undefined) return <NavLink component="a" href={href} label={label} leftSection={icon} {...look} />;
  const isCurrent = [to, ...also].some((page) => Boolean(matches({ to: page ?? "/", fuzzy: page !== "/" })));
  return (
    <NavigationLink
      to={to}
      label={label}
      leftSection={icon}
      active={isCurrent}
      {...(isCurrent && { "aria-current": "page" as const })}
      {...look}
    />
  );
}
