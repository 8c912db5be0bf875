import { type Dovecot, startDovecot } from "@posthorn/fakes/dovecot";
import type { ImapFlow } from "imapflow";
import { fillMailbox, parcel } from "./fill-mailbox.ts";
import { bareClient, imapAccount, untilState } from "./imap-account.ts";
import { type Posthorn, startPosthorn } from "./posthorn.ts";
import type { Scope } from "./scope.ts";

export interface FilledInbox {
  dovecot: Dovecot;
  /** Has `ada` as a connected account. */
  posthorn: Posthorn;
  /** Has the inbox of `ada` selected. */
  bare: ImapFlow;
}

/** The mailbox of `ada` with so many messages in its inbox, and in `Parcels` one of `parcelBytes` when that is given. */
export async function startFilledInbox(
  scope: Scope,
  { messages, parcelBytes }: { messages: number; parcelBytes?: number },
): Promise<FilledInbox> {
  const dovecot = await startDovecot();
  scope.defer(() => dovecot.stop());
  await fillMailbox(dovecot, "ada", messages);
  if (parcelBytes !== undefined) await dovecot.deliver("ada", parcel(parcelBytes), "Parcels");
  const posthorn = await startPosthorn(scope);
  await posthorn.api.call("POST", "/v1/account", imapAccount(dovecot, "ada"));
  await untilState(posthorn.api, "ada", ["connected"]);
  return { dovecot, posthorn, bare: await bareClient(scope, dovecot, "ada") };
}
