import { html } from "@codemirror/lang-html";
import { javascript, javascriptLanguage, scopeCompletionSource } from "@codemirror/lang-javascript";
import { json } from "@codemirror/lang-json";
import CodeMirror, { EditorView, type Extension, Prec } from "@uiw/react-codemirror";
import { useMemo } from "react";

const LANGUAGES: Record<string, () => Extension> = {
  javascript: () => javascript(),
  html: () => html(),
  json: () => json(),
};

/** On the ground of the dark theme its own colours are too pale for WCAG AA. */
const DARK_GROUND = Prec.highest(
  EditorView.theme({ "&, & .cm-gutters": { backgroundColor: "#1b2024" } }, { dark: true }),
);

interface Props {
  labelId: string;
  value: string;
  onChange?: (value: string) => void;
  language: string;
  readOnly?: boolean;
  isDark: boolean;
  names?: object | undefined;
  minHeight: number;
  maxHeight: number;
}

/** CodeMirror as the dashboard uses it. Tab moves on to the next field, as everywhere else. */
export function CodeMirrorEditor({
  labelId,
  value,
  onChange,
  language,
  readOnly = false,
  isDark,
  names,
  minHeight,
  maxHeight,
}: Props) {
  const extensions = useMemo(() => {
    const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? "";
    const highlighting = LANGUAGES[language]?.();
    return [
      EditorView.cspNonce.of(nonce),
      EditorView.lineWrapping,
      // What can only be read is scrolled by keys, too.
      EditorView.contentAttributes.of({ "aria-labelledby": labelId, tabindex: "0" }),
      ...(isDark ? [DARK_GROUND] : []),
      ...(highlighting ? [highlighting] : []),
      ...(names ? [javascriptLanguage.data.of({ autocomplete: scopeCompletionSource(names) })] : []),
    ];
  }, [language, labelId, isDark, names]);
  return (
    <CodeMirror
      value={value}
      {...(onChange && { onChange })}
      extensions={extensions}
      theme={isDark ? "dark" : "light"}
      editable={!readOnly}
      readOnly={readOnly}
      indentWithTab={false}
      minHeight={`${minHeight}px`}
      maxHeight={`${maxHeight}px`}
      // On the ground of the line with the cursor some colours are too pale for WCAG AA.
      basicSetup={{ foldGutter: false, highlightActiveLine: false, highlightActiveLineGutter: false }}
    />
  );
}
