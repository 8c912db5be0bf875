import { Tooltip } from "@mantine/core";
import type { StateLabel } from "@posthorn/contracts/state-label";
import classes from "./state-badge.module.css";
import { formatNumber } from "../languages/format.ts";
import { texts } from "./texts.ts";

/** The name of a state in the language of the page; the server says it in English. */
export const nameOfState = ({ name }: StateLabel) => (texts.states as Record<string, string>)[name] ?? name;

/** What is wrong, in the language of the page where we have words for it. */
const errorOf = ({ error, errorCode = "" }: StateLabel) => (texts.errors as Record<string, string>)[errorCode] ?? error;

/** A state in colour and word; what is wrong is told to whoever points at it. */
export function StateBadge({ label, count }: { label: StateLabel; count?: number }) {
  const badge = (
    <span className={classes["badge"]} data-type={label.type} data-above={label.error === undefined ? undefined : true}>
      <span className={classes["dot"]} data-turns={label.spinner} aria-hidden />
      {nameOfState(label)}
      {count !== undefined && <strong>{formatNumber(count)}</strong>}
    </span>
  );
  const error = errorOf(label);
  if (error === undefined) return badge;
  return (
    <Tooltip label={error} multiline maw={360}>
      {badge}
    </Tooltip>
  );
}
