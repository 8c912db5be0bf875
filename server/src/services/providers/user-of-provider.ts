import { randomBytes } from "node:crypto";
import type { Role } from "@posthorn/contracts/roles";
import { PosthornError } from "../../core/errors.ts";
import { timeSortedId } from "../../core/ids.ts";
import type { FoundPerson } from "../../oauth/sign-in-provider.ts";
import { deleteSetupLinks } from "../../storage/setup-links.ts";
import { findUserByIdentity, insertUser, type NewUser, updateUser, type UserRecord } from "../../storage/users.ts";
import type { Context } from "../context.ts";
import { keepingAnOwner } from "../users/keep-an-owner.ts";

const LONGEST_NAME = 64;

/**
 * The user that a person is here, made at the first sign-in; null for one whom nothing gives a role. Never one that was here
 * before under the same name: whoever names people at the provider could become anybody. Where groups give roles, each
 * sign-in brings the role up to date, as long as an owner stays.
 */
export async function userOfProvider(ctx: Context, person: FoundPerson, now: number): Promise<UserRecord | null> {
  const identity = `${person.provider} ${person.subject}`;
  const given = ctx.signInProviders.roleOf(person);
  const known = await findUserByIdentity(ctx.storage, identity);
  if (known !== undefined) return given === undefined || given === known.role ? known : withRole(ctx, known, given);
  const role = given ?? ctx.signInProviders.defaultRole;
  if (role === null) return null;
  const user: NewUser = {
    id: timeSortedId(now),
    name: "",
    passwordHash: null,
    role,
    createdAt: now,
    passwordChangedAt: now,
    signedInAt: null,
    identity,
  };
  for (const name of namesOf(person.name))
    if (await ctx.storage.transaction((tx) => insertUser(tx, { ...user, name }))) {
      await deleteSetupLinks(ctx.storage);
      ctx.log.info({ user: name, role, method: person.provider }, "A user was made at the first sign-in by a provider");
      break;
    }
  // Somebody may have signed in twice at once.
  return (await findUserByIdentity(ctx.storage, identity)) ?? null;
}

async function withRole(ctx: Context, user: UserRecord, role: Role): Promise<UserRecord> {
  try {
    await keepingAnOwner(ctx.storage, (tx) => updateUser(tx, user.id, { role }));
    ctx.log.info({ user: user.name, role }, "The groups at the provider gave a user another role");
    return { ...user, role };
  } catch (error) {
    if (!(error instanceof PosthornError) || error.code !== "LastOwner") throw error;
    ctx.log.warn({ user: user.name, role }, "The last owner keeps that role, whatever the groups at the provider say");
    return user;
  }
}

/** The name there, and others in case somebody is called so here. */
function namesOf(given: string): string[] {
  const name =
    given
      .replaceAll(/\p{Cc}/gu, " ")
      .trim()
      .slice(0, LONGEST_NAME - 10)
      .trim() || "user";
  return [name, `${name} (SSO)`, `${name} ${randomBytes(4).toString("hex")}`];
}
