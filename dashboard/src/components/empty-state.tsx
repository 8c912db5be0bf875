import { Button, Text } from "@mantine/core";
import type { ReactNode } from "react";
import type { EmptyKind } from "../empty-kind.ts";
import classes from "./empty-state.module.css";
import { useUrlSearch } from "./use-url-search.ts";
import { texts } from "./texts.ts";

interface Props {
  kind: EmptyKind;
  icon: ReactNode;
  /** What these things are for; shown when there are none at all. */
  children?: ReactNode;
  /** Makes the first one. */
  action?: ReactNode;
  /** The names of the filters in the address, to be dropped by "Show all". */
  filters?: readonly string[];
}

/** Says why a list is empty, and offers the way out. */
export function EmptyState({ kind, icon, children, action, filters = [] }: Props) {
  const [search, change] = useUrlSearch();
  const dropAll = Object.fromEntries([...filters, "query"].map((name) => [name, undefined]));
  return (
    <div className={classes["empty"]} role="status">
      <span className={classes["icon"]} aria-hidden>
        {icon}
      </span>
      {kind === "nothing" && (
        <>
          <Text fw={650}>{texts.empty.nothing}</Text>
          <Text c="dimmed" maw={480} component="div">
            {children}
          </Text>
          {action}
        </>
      )}
      {kind === "query" && (
        <>
          <Text fw={650}>{texts.empty.query(String(search["query"]))}</Text>
          <Button variant="default" onClick={() => change({ query: undefined })}>
            {texts.clearSearch}
          </Button>
        </>
      )}
      {kind === "filter" && (
        <>
          <Text fw={650}>{texts.empty.filter}</Text>
          <Button variant="default" onClick={() => change(dropAll)}>
            {texts.empty.showAll}
          </Button>
        </>
      )}
      {kind === "page" && (
        <>
          <Text fw={650}>{texts.empty.page}</Text>
          <Button variant="default" onClick={() => change({})}>
            {texts.empty.firstPage}
          </Button>
        </>
      )}
    </div>
  );
}
