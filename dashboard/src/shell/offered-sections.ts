import type { Role } from "@posthorn/contracts/roles";
import { rolePermits } from "@posthorn/contracts/role-permits";
import { type NavigationSection, SECTIONS } from "./sections.ts";

/** The sections with the pages that this role may see; none of them is empty. */
export const offeredSections = (role: Role | undefined): NavigationSection[] =>
  SECTIONS.map((section) => ({
    ...section,
    entries: section.entries.filter(
      ({ needs }) => needs === undefined || (role !== undefined && rolePermits(role, needs)),
    ),
  })).filter(({ entries }) => entries.length > 0);
