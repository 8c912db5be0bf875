import type { AiFaultKind } from "@posthorn/contracts/ai";

/** Whether there is no summary because none is wanted, which is nobody's fault. */
export const isHeldBack = ({ kind }: { kind: AiFaultKind }) => kind === "heldBack" || kind === "noText";
