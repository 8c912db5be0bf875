import type { ReactNode } from "react";
import classes from "./details.module.css";

/** Names with values; what has no value (undefined or null) is left out. */
export function Details({ items }: { items: readonly [name: string, value: ReactNode][] }) {
  return (
    <dl className={classes["list"]}>
      {items
        .filter(([, value]) => value !== undefined && value !== null)
        .map(([name, value]) => (
          <div key={name} style={{ display: "contents" }}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}
