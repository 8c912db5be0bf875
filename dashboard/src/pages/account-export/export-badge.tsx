import { StateBadge } from "../../components/state-badge.tsx";
import { useExports } from "../../queries/exports.ts";
import { EXPORT_COLOURS } from "./export-colours.ts";
import { texts } from "./texts.ts";

/** How the newest export of an account fares, as long as it waits, runs, or has a file to be fetched. */
export function ExportBadge({ account }: { account: string }) {
  const [newest] = useExports(account, { pageSize: 1 }).data?.exports ?? [];
  if (newest === undefined || newest.status === "failed" || newest.status === "cancelled") return null;
  return <StateBadge label={{ type: EXPORT_COLOURS[newest.status], name: texts.statuses[newest.status] }} />;
}
