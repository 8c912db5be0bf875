import { PosthornError } from "../core/errors.ts";

const SQLITE_TROUBLE = /^SQLITE_(BUSY|LOCKED|FULL|IOERR|CANTOPEN|READONLY)/;
const SYSTEM_TROUBLE =
  /^(ECONNREFUSED|ECONNRESET|ETIMEDOUT|EPIPE|ENOTFOUND|EAI_AGAIN|ENOSPC|EDQUOT|EIO|EMFILE|ENFILE)$/;
/** Connection trouble, a login or a database that is gone, out of resources, shutdown, failed serialization or deadlock. */
const POSTGRES_TROUBLE = /^(08|28|3D000|53|57P|40001|40P01|25006|55P03|58)/;
const TROUBLE_IN_WORDS =
  /timeout exceeded when trying to connect|Connection terminated|is not queryable|is not currently accepting connections/;

/** Turns trouble of the database itself into `unavailable`; faults in our SQL pass through. */
export function translateStorageError(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof PosthornError) return error;
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  const isTrouble =
    SQLITE_TROUBLE.test(code) ||
    SYSTEM_TROUBLE.test(code) ||
    POSTGRES_TROUBLE.test(code) ||
    TROUBLE_IN_WORDS.test(error.message);
  if (!isTrouble) return error;
  return new PosthornError("unavailable", `The database can't be used right now: ${error.message}`, {
    code: "ServiceUnavailable",
    cause: error,
    temporary: true,
  });
}
