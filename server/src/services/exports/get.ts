import { type ExportStatus, getExport as promise } from "@posthorn/contracts/exports";
import { verb } from "../verb.ts";
import { formatOf } from "../../storage/exports.ts";
import { findExportOf } from "./find.ts";

export const getExport = verb(promise, async (ctx, { params }): Promise<ExportStatus> => {
  const found = await findExportOf(ctx.storage, params);
  const { id, status, phase, folders, request, progress, truncated, error } = found;
  return {
    exportId: id,
    status,
    ...(phase !== null && { phase }),
    folders,
    startDate: request.startDate,
    endDate: request.endDate,
    isEncrypted: true,
    format: formatOf(request),
    progress,
    created: new Date(found.createdAt).toISOString(),
    expiresAt: new Date(found.expiresAt).toISOString(),
    ...(truncated && { truncated }),
    error,
  };
});
