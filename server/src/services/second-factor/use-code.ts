import { findTotpSecret, takeRecoveryCode, takeTotpStep } from "../../storage/second-factors.ts";
import type { Db } from "../../storage/storage.ts";
import { recoveryCodeId } from "./recovery-codes.ts";
import { stepOfCode } from "./totp.ts";

/** Uses up what somebody gave as the second factor; what it was, or null when it was nothing. */
export async function useCode(
  tx: Db,
  user: string,
  given: string,
  now: number,
): Promise<"totp" | "recovery-code" | null> {
  const code = given.replaceAll(/\s/g, "");
  if (!/^\d{6}$/.test(code))
    return (await takeRecoveryCode(tx, user, recoveryCodeId(user, given))) ? "recovery-code" : null;
  const secret = await findTotpSecret(tx, user);
  const step = secret === undefined ? null : await stepOfCode(secret, code, now);
  return step !== null && (await takeTotpStep(tx, user, step)) ? "totp" : null;
}
