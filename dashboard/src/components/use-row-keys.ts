import { useHotkeys } from "@mantine/hooks";
import type { RefObject } from "react";

/** Lets `j` and `k` go down and up through the links of a list, as readers of mail are used to. */
export function useRowKeys(list: RefObject<HTMLElement | null>, linkClass: string) {
  const go = (step: 1 | -1) => {
    const links = [...(list.current?.getElementsByClassName(linkClass) ?? [])] as HTMLElement[];
    const at = links.indexOf(document.activeElement as HTMLElement);
    const next = at === -1 ? (step === 1 ? 0 : links.length - 1) : at + step;
    links[next]?.focus();
  };
  useHotkeys([
    ["j", () => go(1)],
    ["k", () => go(-1)],
  ]);
}
