import { getServerSignatures as promise } from "@posthorn/contracts/accounts";
import { openMailbox } from "../open-mailbox.ts";
import { verb } from "../verb.ts";

/** The signatures at the provider; not every provider has such a thing. */
export const getServerSignatures = verb(promise, async (ctx, { params }, { signal }) => {
  const backend = await openMailbox(ctx, params.account);
  if (backend.listSignatures === undefined) return { signatures: [], signaturesSupported: false };
  return { signatures: await backend.listSignatures({ signal }), signaturesSupported: true };
});
