import type { AiFaultKind, AiTrial } from "@posthorn/contracts/ai";

/** Whether there is no summary because none is wanted, which is nobody's fault. */
export const isHeldBack = ({ kind }: { kind: AiFaultKind }) => kind === "heldBack" || kind === "noText";

/** Faults of trials that did not come as far as the model. */
const UNASKED: readonly AiFaultKind[] = ["notConfigured", "noText", "heldBack", "functionFailed"];

/** Whether the model was asked, so that a function that chooses messages let this one pass. */
export const wasAsked = ({ fault }: Pick<AiTrial, "fault">) => fault === null || !UNASKED.includes(fault.kind);
