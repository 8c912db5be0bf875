import { texts } from "../texts.ts";
import { lineDiff } from "./line-diff.ts";
import classes from "./versions-dialog.module.css";

interface Props {
  was: string;
  is: string;
  /** What is said of a line that only one of them has, where they are no versions. */
  words?: { removed: string; added: string };
}

/** What a text was and what it is now, line by line. */
export function TextDiff({ was, is, words = texts.versions }: Props) {
  const said = { same: undefined, removed: words.removed, added: words.added };
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
