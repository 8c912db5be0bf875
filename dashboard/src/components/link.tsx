import {
  Anchor,
  type AnchorProps,
  Button,
  type ButtonProps,
  Menu,
  type MenuItemProps,
  NavLink,
  type NavLinkProps,
} from "@mantine/core";
import { createLink } from "@tanstack/react-router";
import type { ComponentPropsWithRef, MouseEventHandler } from "react";

type OfAnchor = Omit<ComponentPropsWithRef<"a">, "style" | "color" | "href">;

/** A link in text to a page of the dashboard. */
export const TextLink = createLink((props: AnchorProps & OfAnchor) => <Anchor {...props} />);

/** A button that leads to a page of the dashboard. */
export const ButtonLink = createLink((props: ButtonProps & OfAnchor) => <Button component="a" {...props} />);

/** An entry of the navigation. */
export const NavigationLink = createLink((props: Omit<NavLinkProps, "onClick"> & OfAnchor) => (
  <NavLink component="a" {...props} />
));

/** An entry of a menu that leads to a page of the dashboard. */
export const MenuLink = createLink(
  (props: MenuItemProps & Omit<OfAnchor, "onClick"> & { onClick?: MouseEventHandler<HTMLAnchorElement> }) => (
    <Menu.Item component="a" {...props} />
  ),
);
