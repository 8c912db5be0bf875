import { verifyGateway as promise } from "@posthorn/contracts/gateways";
import { mailAccountOf } from "../accounts/mail-account.ts";
import { mailDefaults } from "../mail-defaults.ts";
import { verb } from "../verb.ts";
import { requireGateway } from "./find.ts";
import { smtpBlockOf } from "./smtp-block.ts";

/** Connects and logs in with what is stored; what the relay says is the answer. */
export const verifyGateway = verb(promise, async (ctx, { params }, { signal }) => {
  const { server } = await requireGateway(ctx.storage, params.gateway);
  const account = mailAccountOf({ id: "", settings: { smtp: smtpBlockOf(server) } }, () =>
    mailDefaults(ctx.settings, ctx.limits.mailTls),
  );
  const { smtp } = await ctx.verifyMail(account, { signal, mailboxes: false });
  return smtp ?? { success: false };
});
