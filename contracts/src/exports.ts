import type { Static } from "typebox";
import Type from "typebox";
import { contract } from "./contract.ts";
import type { AttachmentEntry, Message } from "./messages.ts";
import {
  AccountId,
  AccountParams,
  ListOrOne,
  Nullable,
  OneOf,
  paged,
  PagingQuery,
  Strict,
  Timestamp,
} from "./schemas.ts";

export const EXPORT_STATUSES = ["queued", "processing", "completed", "failed", "cancelled"] as const;
export type ExportStatusName = (typeof EXPORT_STATUSES)[number];

/** First the messages are found, then they are fetched. */
export const EXPORT_PHASES = ["indexing", "exporting", "complete"] as const;
export type ExportPhase = (typeof EXPORT_PHASES)[number];

/** What the file is made of; `mbox` is that of RFC 4155. */
export const EXPORT_FORMATS = ["ndjson", "mbox"] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

export const CreateExport = Strict(
  {
    /** Paths or special uses. Without any: the mailbox of all mail, else all but junk and trash. */
    folders: Type.Optional(ListOrOne(Type.String({ maxLength: 1024 }), { $id: "ExportFolders" })),
    /** When the mail server received the messages, from and to. */
    startDate: Timestamp(),
    endDate: Timestamp(),
    textType: Type.Optional(OneOf(["plain", "html", "*"], { default: "*", $id: "ExportTextType" })),
    /** Characters of each kind of text; 0 is no limit. */
    maxBytes: Type.Optional(Type.Integer({ minimum: 0, default: 5_242_880 })),
    includeAttachments: Type.Optional(Type.Boolean({ default: false })),
    /** A line of JSON for each message, or each message as it is. */
    format: Type.Optional(OneOf(EXPORT_FORMATS, { default: "ndjson", $id: "ExportFormat" })),
  },
  { $id: "ExportRequest" },
);
export type CreateExport = Static<typeof CreateExport>;

export const CreatedExport = Type.Object(
  { exportId: Type.String(), status: Type.String(), created: Timestamp() },
  { $id: "CreateExportResponse" },
);

export const ExportProgress = Type.Object(
  {
    foldersScanned: Type.Integer(),
    foldersTotal: Type.Integer(),
    messagesQueued: Type.Integer(),
    messagesExported: Type.Integer(),
    /** Gone since they were found, too large, or such that nobody can read them. */
    messagesSkipped: Type.Integer(),
    /** Before compression. */
    bytesWritten: Type.Integer(),
  },
  { $id: "ExportProgress" },
);
export type ExportProgress = Static<typeof ExportProgress>;

export const ExportStatus = Type.Object(
  {
    exportId: Type.String(),
    status: OneOf(EXPORT_STATUSES, { $id: "ExportStatusValue" }),
    /** Absent while queued. */
    phase: Type.Optional(OneOf(EXPORT_PHASES, { $id: "ExportPhase" })),
    /** As they were asked for, and their paths once they are known. */
    folders: Type.Array(Type.String(), { $id: "ExportStatusFolders" }),
    startDate: Timestamp(),
    endDate: Timestamp(),
    isEncrypted: Type.Boolean(),
    format: Type.Optional(OneOf(EXPORT_FORMATS)),
    progress: ExportProgress,
    created: Timestamp(),
    /** Counts from the end of the export; an estimate until then. */
    expiresAt: Timestamp(),
    /** Only there when a limit cut the export. */
    truncated: Type.Optional(Type.Boolean()),
    error: Nullable(Type.String()),
  },
  { $id: "ExportStatus" },
);
export type ExportStatus = Static<typeof ExportStatus>;

export const ExportPage = Type.Object(
  {
    ...paged,
    exports: Type.Array(
      Type.Object(
        {
          exportId: Type.String(),
          status: OneOf(EXPORT_STATUSES, { $id: "ExportListStatusValue" }),
          created: Timestamp(),
          expiresAt: Timestamp(),
        },
        { $id: "ExportListEntry" },
      ),
      { $id: "ExportEntries" },
    ),
  },
  { $id: "ExportList" },
);
export type ExportPage = Static<typeof ExportPage>;

/** A line of the file, as JSON. */
export type ExportedMessage = Omit<Message, "attachments"> & {
  /** The mailbox it was found in; `folder` is the same. */
  path: string;
  folder: string;
  attachments?: ExportedAttachment[];
};

/** With its content, in base64, or why that is missing, where attachments were asked for. */
export type ExportedAttachment = AttachmentEntry & { content?: string; contentError?: string };

const ExportParams = Strict({ account: AccountId, exportId: Type.String({ pattern: "^exp_[a-f0-9]{24}$" }) });

const onExports = { tag: "Export (Beta)", scope: "api", group: "export" } as const;

export const createExport = contract({
  ...onExports,
  method: "POST",
  path: "/v1/account/:account/export",
  operationId: "postV1AccountAccountExport",
  summary: "Export the messages of an account to a file",
  action: "write",
  params: AccountParams,
  body: CreateExport,
  check: ({ body }) =>
    Date.parse(body.startDate) < Date.parse(body.endDate)
      ? []
      : [{ message: '"startDate" must be before "endDate"', key: "startDate", path: "body.startDate" }],
  response: CreatedExport,
});

export const listExports = contract({
  ...onExports,
  method: "GET",
  path: "/v1/account/:account/exports",
  operationId: "getV1AccountAccountExports",
  summary: "List the exports of an account, newest first",
  action: "read",
  params: AccountParams,
  query: PagingQuery,
  response: ExportPage,
});

export const getExport = contract({
  ...onExports,
  method: "GET",
  path: "/v1/account/:account/export/:exportId",
  operationId: "getV1AccountAccountExportExportid",
  summary: "See how far an export is",
  action: "read",
  params: ExportParams,
  response: ExportStatus,
});

export const downloadExport = contract({
  ...onExports,
  method: "GET",
  path: "/v1/account/:account/export/:exportId/download",
  operationId: "getV1AccountAccountExportExportidDownload",
  summary: "Download the file of a completed export",
  action: "read",
  params: ExportParams,
  response: { stream: "application/gzip" },
});

export const deleteExport = contract({
  ...onExports,
  method: "DELETE",
  path: "/v1/account/:account/export/:exportId",
  operationId: "deleteV1AccountAccountExportExportid",
  summary: "Delete an export with its file; one that runs is cancelled",
  action: "destructive",
  params: ExportParams,
  response: Type.Object({ deleted: Type.Boolean() }, { $id: "DeleteExportResponse" }),
});
