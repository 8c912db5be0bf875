import { downloadExport as promise } from "@posthorn/contracts/exports";
import { PosthornError } from "../../core/errors.ts";
import { openExport } from "../../storage/export-file.ts";
import type { ExportFiles } from "../../storage/export-files.ts";
import { type ExportFileRecord, findExportFile, formatOf } from "../../storage/exports.ts";
import type { Context } from "../context.ts";
import { verb } from "../verb.ts";
import { findExportOf } from "./find.ts";

/** The file of a complete export, decrypted as it leaves. What was tampered with ends the download, or prevents it. */
export const downloadExport = verb(promise, async (ctx, { params }) => {
  const { id, status, request } = await findExportOf(ctx.storage, params);
  if (status !== "completed")
    throw new PosthornError("invalid", "The export is not complete, so there is no file yet", {
      code: "ExportNotReady",
    });
  const file = await fileOf(ctx, id);
  const opened = await openExport(ctx.exportFiles.pathOf(id), Buffer.from(file.key, "base64"), file.mark);
  if (opened === undefined) throw missing(ctx.exportFiles, file);
  return {
    contentType: "application/gzip",
    disposition: `attachment; filename="${id}.${formatOf(request)}.gz"`,
    // Nobody on the way may compress it once more, and a client can tell when it got less.
    headers: { "Content-Encoding": "identity", "Content-Length": opened.size },
    content: opened.content,
  };
});

async function fileOf(ctx: Context, id: string): Promise<ExportFileRecord> {
  const file = await findExportFile(ctx.storage, id).catch((cause: unknown) => {
    if (cause instanceof PosthornError) throw cause;
    throw new PosthornError("unavailable", "The key of the export file is gone", { code: "ExportKeyMissing", cause });
  });
  if (file === null) throw fileNotFound();
  return file;
}

function missing(here: ExportFiles, { node, directory }: ExportFileRecord): PosthornError {
  if (node === here.node && directory === here.directory) return fileNotFound();
  const place = `${directory} (${node})`;
  return new PosthornError(
    "unavailable",
    `The export file is not on this node but in ${place}; ask that node, or let all nodes share one export folder`,
    { code: "FileOnAnotherNode" },
  );
}

const fileNotFound = () => new PosthornError("not_found", "The export file was not found", { code: "FileNotFound" });
