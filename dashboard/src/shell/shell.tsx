import { AppShell, Burger, Group, ScrollArea, Text } from "@mantine/core";
import { Link, Outlet, useLocation } from "@tanstack/react-router";
import { useState } from "react";
import { Logo } from "../components/logo.tsx";
import { useLiveStates } from "../queries/live-states.ts";
import { AlertBell } from "./alert-bell.tsx";
import { CommandPalette } from "./command-palette.tsx";
import { LanguageMenu } from "./language-menu.tsx";
import { Navigation } from "./navigation.tsx";
import classes from "./shell.module.css";
import { SearchButton } from "./search-button.tsx";
import { ShortcutSheet } from "./shortcut-sheet.tsx";
import { texts } from "./texts.ts";
import { ThemeMenu } from "./theme-menu.tsx";
import { UserMenu } from "./user-menu.tsx";

/** The frame of all pages that open after signing in. */
export function Shell() {
  const { pathname } = useLocation();
  // Where it was opened: on the next page it is closed again.
  const [menuOpenAt, setMenuOpenAt] = useState<string>();
  const isMenuOpen = menuOpenAt === pathname;
  useLiveStates();
  return (
    <AppShell
      header={{ height: 56 }}
      navbar={{ width: 232, breakpoint: "sm", collapsed: { mobile: !isMenuOpen } }}
      padding={{ base: "md", sm: "xl" }}
      transitionDuration={0}
    >
      <a className="skip-link" href="#content">
        {texts.skip}
      </a>
      <AppShell.Header className={classes["header"] ?? ""} px="md">
        <Group h="100%" justify="space-between" wrap="nowrap">
          <Group gap="sm" wrap="nowrap">
            <Burger
              opened={isMenuOpen}
              onClick={() => setMenuOpenAt(isMenuOpen ? undefined : pathname)}
              hiddenFrom="sm"
              size="sm"
              aria-label={isMenuOpen ? texts.closeMenu : texts.openMenu}
              aria-expanded={isMenuOpen}
            />
            <Link to="/" className={classes["brand"]}>
              <Logo />
            </Link>
          </Group>
          <Group gap="xs" wrap="nowrap">
            <SearchButton />
            <AlertBell />
            {/* On a phone they stand below the navigation. */}
            <Group gap="xs" visibleFrom="sm">
              <LanguageMenu />
              <ThemeMenu />
            </Group>
            <UserMenu />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar className={classes["navbar"] ?? ""} p="sm" aria-label={texts.navigation}>
        <ScrollArea type="hover" scrollbarSize={8}>
          <Navigation />
        </ScrollArea>
        <Group gap="xs" mt="sm" hiddenFrom="sm">
          <LanguageMenu />
          <ThemeMenu />
        </Group>
      </AppShell.Navbar>
      <AppShell.Main className={classes["main"] ?? ""}>
        <div id="content" tabIndex={-1} className={classes["content"]}>
          <Outlet />
        </div>
        <Text component="footer" size="xs" c="dimmed" className={classes["footer"] ?? ""}>
          Posthorn {POSTHORN_VERSION}
        </Text>
      </AppShell.Main>
      <CommandPalette />
      <ShortcutSheet />
    </AppShell>
  );
}
