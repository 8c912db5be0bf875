import { verifyAccount as promise } from "@posthorn/contracts/accounts";
import type { ImapBlock, SmtpBlock } from "../../storage/accounts.ts";
import { mailDefaults } from "../mail-defaults.ts";
import { verb } from "../verb.ts";
import { mailAccountOf } from "./mail-account.ts";
import { refuseProxyOfNarrowed } from "./refuse-proxy.ts";

/** Tries the given servers; what they say is the answer, and nothing is stored. */
export const verifyAccount = verb(promise, async (ctx, { body }, { admission, signal }) => {
  refuseProxyOfNarrowed(admission, body.proxy);
  const account = mailAccountOf(
    {
      id: "",
      settings: {
        ...(body.imap && { imap: body.imap as ImapBlock }),
        ...(body.smtp && { smtp: body.smtp as SmtpBlock }),
        ...(body.proxy && { proxy: body.proxy }),
        ...(body.smtpEhloName && { smtpEhloName: body.smtpEhloName }),
      },
    },
    () => mailDefaults(ctx.settings, ctx.limits.mailTls),
  );
  return ctx.verifyMail(account, { signal, mailboxes: body.mailboxes ?? false });
});
