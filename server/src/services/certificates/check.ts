import { randomBytes } from "node:crypto";
import { checkHostname as promise } from "@posthorn/contracts/certificates";
import { deleteChallenge, putChallenge } from "../../storage/certificates.ts";
import { verb } from "../verb.ts";

const ANSWER_TIMEOUT_MS = 10_000;

/** Asks for something under the name, as an authority would, and looks whether we were asked. */
export const checkHostname = verb(promise, async (ctx, { body }, { signal }) => {
  const token = `check-${randomBytes(16).toString("hex")}`;
  const answer = randomBytes(32).toString("hex");
  await putChallenge(ctx.storage, token, answer, ctx.now() + 2 * ANSWER_TIMEOUT_MS);
  try {
    const error = await ctx.askForChallenge(body.hostname, token, answer, {
      signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_TIMEOUT_MS)]),
    });
    return { reachable: error === null, error };
  } finally {
    await deleteChallenge(ctx.storage, token);
  }
});
