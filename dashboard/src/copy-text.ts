import { texts } from "./components/texts.ts";

/**
 * Puts `text` on the clipboard. Over plain HTTP from another machine browsers offer no clipboard, and some refuse it, so
 * the old way stands in. Rejects when neither works.
 */
export async function copyText(text: string): Promise<void> {
  if (window.isSecureContext && (await isWritten(text))) return;
  const area = document.createElement("textarea");
  area.value = text;
  area.setAttribute("readonly", "");
  area.style.position = "fixed";
  area.style.opacity = "0";
  // Within a dialog that keeps the focus to itself, only what is inside of it can be selected.
  const host = document.activeElement?.closest('[role="dialog"]') ?? document.body;
  host.append(area);
  area.select();
  const isCopied = document.execCommand("copy");
  area.remove();
  if (!isCopied) throw new Error(texts.copyRefused);
}

const isWritten = (text: string) =>
  navigator.clipboard.writeText(text).then(
    () => true,
    () => false,
  );
