import type { ExportStatus } from "@posthorn/contracts/exports";
import type { StateLabel } from "@posthorn/contracts/state-label";

export const EXPORT_COLOURS: Record<ExportStatus["status"], StateLabel["type"]> = {
  queued: "info",
  processing: "info",
  completed: "success",
  failed: "danger",
  cancelled: "neutral",
};
