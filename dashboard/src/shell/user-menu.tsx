import { ActionIcon, Menu } from "@mantine/core";
import { IconDevices, IconLock, IconLogout, IconShieldLock, IconUserCircle } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { MenuLink } from "../components/link.tsx";
import { showFault } from "../components/toast.tsx";
import { useSession, useSignOut } from "../queries/session.ts";
import { texts } from "./texts.ts";

/** What concerns the user who is signed in. */
export function UserMenu() {
  const name = useSession()?.user.name ?? "";
  const navigate = useNavigate();
  const signOut = useSignOut(() => navigate({ to: "/login", search: { reason: "signed-out" } }));
  return (
    <Menu position="bottom-end" withinPortal width={230}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label={texts.userMenu(name)}>
          <IconUserCircle size={22} stroke={1.6} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{name}</Menu.Label>
        <MenuLink to="/account/security" leftSection={<IconShieldLock size={16} aria-hidden />}>
          {texts.security}
        </MenuLink>
        <MenuLink to="/account/password" leftSection={<IconLock size={16} aria-hidden />}>
          {texts.password}
        </MenuLink>
        <MenuLink to="/account/sessions" leftSection={<IconDevices size={16} aria-hidden />}>
          {texts.sessions}
        </MenuLink>
        <Menu.Divider />
        <Menu.Item
          leftSection={<IconLogout size={16} aria-hidden />}
          disabled={signOut.isPending}
          onClick={() =>
            signOut.mutate({ everywhere: false }, { onError: (error) => showFault(error, texts.signOutFailed) })
          }
        >
          {texts.signOut}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
