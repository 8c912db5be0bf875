import { createHash } from "node:crypto";
import { StartError } from "../../core/errors.ts";
import { timeSortedId } from "../../core/ids.ts";
import type { Log } from "../../core/log.ts";
import { deletePasskeysOf } from "../../storage/passkeys.ts";
import { deleteSessions } from "../../storage/sessions.ts";
import { deleteSetupLinks } from "../../storage/setup-links.ts";
import type { Storage } from "../../storage/storage.ts";
import { findUserByName, insertUser, writePreparedHash } from "../../storage/users.ts";
import { isPbkdf2 } from "../sessions/pbkdf2.ts";

/** Whose password is prepared. */
const NAME = "admin";

/**
 * Gives the user `admin` the password whose hash the configuration brings (`POSTHORN_PREPARED_PASSWORD`), and makes the
 * user, as an owner, when there is none. A hash that was written before is not written again, so that a restart ends no
 * session and brings back no password that was changed since. Throws StartError for what is no hash.
 */
export async function preparePassword(
  storage: Storage,
  { prepared, log, now }: { prepared: string; log: Log; now: number },
): Promise<void> {
  const passwordHash = Buffer.from(prepared.trim(), "base64url").toString("utf8").trim();
  if (
    !isPbkdf2(passwordHash) &&
    !/^\$argon2id\$v=19\$m=\d{1,7},t=\d{1,3},p=\d{1,2}\$[\w+/]{11,}\$[\w+/]{16,}$/.test(passwordHash)
  )
    throw new StartError(
      "POSTHORN_PREPARED_PASSWORD can't be used: it must be a hash such as `posthorn password --hash` prints, $argon2id$… or $pbkdf2-sha256$… as base64url.",
    );
  const preparedHash = createHash("sha256").update(passwordHash).digest("hex");
  const isWritten = await storage.transaction(async (tx) => {
    await deleteSetupLinks(tx);
    const known = await findUserByName(tx, NAME);
    const id = known?.id ?? timeSortedId(now);
    if (known === undefined)
      await insertUser(tx, {
        id,
        name: NAME,
        passwordHash,
        role: "owner",
        createdAt: now,
        passwordChangedAt: now,
        signedInAt: null,
        identity: null,
      });
    if (!(await writePreparedHash(tx, id, { passwordHash, preparedHash, at: now }))) return false;
    await deletePasskeysOf(tx, id);
    await deleteSessions(tx, id);
    return true;
  });
  if (isWritten) log.info({ user: NAME }, "The prepared password was written; what was signed in is signed out");
}
