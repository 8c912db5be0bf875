import { Group, Text, Title } from "@mantine/core";
import { type ReactNode, useEffect, useRef } from "react";
import classes from "./page-header.module.css";

interface Props {
  /** The heading, and the title of the window. */
  title: string;
  /** Stands in front of the heading: where this page belongs. */
  parent?: ReactNode;
  description?: ReactNode;
  /** Buttons. */
  actions?: ReactNode;
}

let isFirstPage = true;

/** The head of every page. After a change of page the heading gets the focus, so that it is read out. */
export function PageHeader({ title, parent, description, actions }: Props) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (!isFirstPage) heading.current?.focus({ preventScroll: true });
    isFirstPage = false;
  }, []);
  return (
    <header className={classes["header"]}>
      <title>{`${title} · Posthorn`}</title>
      <div className={classes["titles"]}>
        {parent && (
          <Text size="sm" mb={2} component="div">
            {parent}
          </Text>
        )}
        <Title order={1} className={classes["title"] ?? ""} tabIndex={-1} ref={heading}>
          {title}
        </Title>
        {description && (
          <Text c="dimmed" mt={4} maw={680}>
            {description}
          </Text>
        )}
      </div>
      {actions && <Group gap="xs">{actions}</Group>}
    </header>
  );
}
