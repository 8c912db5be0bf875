import { Text } from "@mantine/core";
import { IconAlertCircle, IconAlertTriangle, IconInfoCircle } from "@tabler/icons-react";
import { Link, type LinkProps } from "@tanstack/react-router";
import type { Alert } from "../alerts.ts";
import classes from "./alert-line.module.css";

const ICONS = { danger: IconAlertTriangle, warning: IconAlertCircle, info: IconInfoCircle };

/** Something that wants attention, as a link to where it is mended. */
export function AlertLine({ alert: { level, title, text, link }, onFollow }: { alert: Alert; onFollow?: () => void }) {
  const Icon = ICONS[level];
  return (
    <Link
      {...(link as LinkProps)}
      className={classes["line"]}
      data-level={level}
      {...(onFollow && { onClick: onFollow })}
    >
      <Icon size={20} stroke={1.7} aria-hidden />
      <span>
        <Text component="span" size="sm" fw={600} display="block">
          {title}
        </Text>
        <Text component="span" size="xs" c="dimmed" display="block" lineClamp={3}>
          {text}
        </Text>
      </span>
    </Link>
  );
}
