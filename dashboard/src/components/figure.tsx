import { Skeleton } from "@mantine/core";
import { createLink } from "@tanstack/react-router";
import type { ComponentPropsWithRef, ReactNode } from "react";
import { formatNumber } from "../languages/format.ts";
import classes from "./figure.module.css";

interface Props {
  label: string;
  /** Undefined while it is on its way. */
  value: number | undefined;
  /** Whether more than zero is bad news. */
  isBad?: boolean;
}

/** Several numbers side by side; three fit even into half a page. */
export const Figures = ({ children, areThree = false }: { children: ReactNode; areThree?: boolean }) => (
  <div className={classes["figures"]} data-few={areThree || undefined}>
    {children}
  </div>
);

/** A number and what it counts. */
export function Figure(props: Props) {
  return (
    <div className={classes["figure"]}>
      <Content {...props} />
    </div>
  );
}

/** A number that leads to what it counts. */
export const FigureLink = createLink(
  ({ label, value, isBad, ...anchor }: Props & Omit<ComponentPropsWithRef<"a">, "value">) => (
    <a {...anchor} className={classes["figure"]}>
      <Content label={label} value={value} isBad={isBad ?? false} />
    </a>
  ),
);

function Content({ label, value, isBad }: Props) {
  return (
    <>
      <span className={classes["label"]}>{label}</span>
      {value === undefined ? (
        <Skeleton height={24} width={48} my={4} />
      ) : (
        <span className={classes["value"]} data-bad={(isBad && value > 0) || undefined}>
          {formatNumber(value)}
        </span>
      )}
    </>
  );
}
