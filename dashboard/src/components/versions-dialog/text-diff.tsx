import { texts } from "../texts.ts";
import { lineDiff } from "./line-diff.ts";
import classes from "./versions-dialog.module.css";

/** What a text was and what it is now, line by line. */
export function TextDiff({ was, is }: { was: string; is: string }) {
  const said = { same: undefined, removed: texts.versions.removed, added: texts.versions.added };
  return (
    // Whoever uses only the keyboard can scroll it.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <pre className={classes["diff"]} tabIndex={0}>
      {lineDiff(was, is).map(({ kind, text }, index) => (
        // Lines have no names but their places.
        // oxlint-disable-next-line react/no-array-index-key
        <span key={index} data-kind={kind} title={said[kind]}>
          {text}
        </span>
      ))}
    </pre>
  );
}
