import { listPasskeys as promise, type Passkey } from "@posthorn/contracts/passkeys";
import { listPasskeys as findPasskeys, type PasskeyRecord } from "../../storage/passkeys.ts";
import { sessionOf } from "../sessions/session-of.ts";
import { verb } from "../verb.ts";

export const listPasskeys = verb(promise, async (ctx, _input, call) => {
  const passkeys = await findPasskeys(ctx.storage, sessionOf(call.admission).user.id);
  return { passkeys: passkeys.map(passkeyView) };
});

export const passkeyView = ({ id, name, createdAt, lastUsedAt }: PasskeyRecord): Passkey => ({
  id,
  name,
  created: new Date(createdAt).toISOString(),
  lastUsed: lastUsedAt === null ? null : new Date(lastUsedAt).toISOString(),
});
