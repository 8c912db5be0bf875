import { getAutoconfig as getPromise, postAutoconfig as postPromise } from "@posthorn/contracts/autoconfig";
import { verb } from "../verb.ts";

export const getAutoconfig = verb(getPromise, async (ctx, { query }, { signal }) =>
  ctx.discoverMail(query.email, { signal }),
);

export const postAutoconfig = verb(postPromise, async (ctx, { body: { email, auth } }, { signal }) =>
  ctx.discoverMail(email, { signal, ...(auth && { login: { user: auth.user ?? email, pass: auth.pass } }) }),
);
