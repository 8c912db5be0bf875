import type { Contract } from "./contract.ts";
import type { Role } from "./roles.ts";

const RANK: Record<Role, number> = { viewer: 0, admin: 1, owner: 2 };

/**
 * Whether a role opens a route. Viewers read, but nothing of what is never granted to a narrowed token; owners and admins
 * do everything but what asks for more than their role. What is about nobody but oneself is open to all.
 */
export function rolePermits(
  role: Role,
  { scope, action, group, leastRole }: Pick<Contract, "scope" | "action" | "group" | "leastRole">,
): boolean {
  if (leastRole !== undefined) return RANK[role] >= RANK[leastRole];
  return scope === "session" || role !== "viewer" || (action === "read" && group !== "admin");
}
