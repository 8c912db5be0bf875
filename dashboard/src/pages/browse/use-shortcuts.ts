import { useHotkeys } from "@mantine/hooks";
import { useEffect, useState } from "react";

export interface Shortcuts {
  step: (by: 1 | -1) => void;
  close: () => void;
  reply: () => void;
  replyAll: () => void;
  forward: () => void;
  write: () => void;
  choose: () => void;
  toggleRead: () => void;
  toggleFlag: () => void;
  move: () => void;
  remove: () => void;
  search: () => void;
}

/** The keys of the message browser. None of them counts while something is typed, or while a dialog is open. */
export function useShortcuts(does: Shortcuts, { isOff }: { isOff: boolean }) {
  const [isOn, setOn] = useState(!isOff);
  // The key that closes a dialog is still on its way when the dialog is closed.
  useEffect(() => {
    const timer = setTimeout(() => setOn(!isOff));
    return () => clearTimeout(timer);
  }, [isOff]);
  useHotkeys(
    isOff || !isOn
      ? []
      : [
          ["j", () => does.step(1)],
          ["k", () => does.step(-1)],
          ["Escape", () => does.close()],
          ["r", () => does.reply()],
          ["a", () => does.replyAll()],
          ["f", () => does.forward()],
          ["c", () => does.write()],
          ["x", () => does.choose()],
          ["u", () => does.toggleRead()],
          ["s", () => does.toggleFlag()],
          ["v", () => does.move()],
          ["Delete", () => does.remove()],
          ["/", () => does.search()],
        ],
  );
}
