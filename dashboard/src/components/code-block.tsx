import { CopyButton } from "./copy-button.tsx";
import classes from "./code-block.module.css";
import { texts } from "./texts.ts";

interface Props {
  code: string;
  /** What it is: `Command`. */
  label: string;
  /** For one long word, such as the value of a token. */
  wraps?: boolean;
  onCopied?: () => void;
}

/** Something to be pasted elsewhere. */
export function CodeBlock({ code, label, wraps = false, onCopied }: Props) {
  return (
    <div className={classes["block"]}>
      {/* Whoever uses only the keyboard can scroll it. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <pre className={classes["code"]} data-wraps={wraps || undefined} tabIndex={0} role="region" aria-label={label}>
        {code}
      </pre>
      <div className={classes["copy"]}>
        <CopyButton value={code} label={texts.copyOf(label)} {...(onCopied && { onCopied })} />
      </div>
    </div>
  );
}
