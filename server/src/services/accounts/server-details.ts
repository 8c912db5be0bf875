import { getServerDetails as promise } from "@posthorn/contracts/server-details";
import { SERVER_NOTES, serverNoted } from "../../core/server-details.ts";
import { accountExists } from "../../storage/accounts.ts";
import { readNotes } from "../../storage/notes.ts";
import { verb } from "../verb.ts";
import { accountNotFound } from "./not-found.ts";

/** What was noted of the account's servers when they were last logged in to, and how its own connections fare now. */
export const getServerDetails = verb(promise, async (ctx, { params: { account } }) => {
  if (!(await accountExists(ctx.storage, account))) throw accountNotFound();
  const notes = await readNotes(ctx.storage, account, SERVER_NOTES);
  return {
    account,
    imap: serverNoted(notes, "imap"),
    smtp: serverNoted(notes, "smtp"),
    subconnections: ctx.mail.subconnectionsOf(account),
  };
});
