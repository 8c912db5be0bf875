import { Input, useComputedColorScheme } from "@mantine/core";
import { lazy, Suspense, useId } from "react";
import classes from "./code-editor.module.css";

/** The editor is large, so it is loaded where one is shown. */
const Editor = lazy(async () => ({ default: (await import("./code-mirror.tsx")).CodeMirrorEditor }));

interface Props {
  label: string;
  value: string;
  onChange?: (value: string) => void;
  /** Read out, but not shown: where another label stands beside it. */
  isLabelHidden?: boolean;
  language: "javascript" | "html" | "json" | "text";
  description?: string;
  error?: string | undefined;
  readOnly?: boolean;
  /** In JavaScript: what can be named, with what stands behind the names, which are offered while one types. */
  names?: object;
  /** The least height in pixels, kept free while the editor is on its way. */
  minHeight?: number;
  maxHeight?: number;
}

/** A field for source text, with the colours of its language. */
export function CodeEditor({
  label,
  isLabelHidden = false,
  description,
  error,
  minHeight = 160,
  maxHeight = 480,
  ...rest
}: Props) {
  const id = useId();
  const isDark = useComputedColorScheme("light") === "dark";
  return (
    <Input.Wrapper
      label={label}
      labelElement="div"
      labelProps={{ id, ...(isLabelHidden && { className: "visually-hidden" }) }}
      description={description}
      error={error}
    >
      <div className={classes["frame"]} style={{ minHeight }}>
        <Suspense fallback={null}>
          <Editor {...rest} labelId={id} isDark={isDark} minHeight={minHeight} maxHeight={maxHeight} />
        </Suspense>
      </div>
    </Input.Wrapper>
  );
}
