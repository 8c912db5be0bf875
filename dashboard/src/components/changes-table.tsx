import { Text } from "@mantine/core";
import type { AdminLogChange } from "@posthorn/contracts/admin-log";
import classes from "./changes-table.module.css";
import { type Column, DataTable } from "./data-table.tsx";
import { texts } from "./texts.ts";

export interface ShownChange {
  id: string;
  /** What was changed. */
  name: string;
  /** In words; undefined where there was nothing. */
  before: string | undefined;
  after: string | undefined;
  /** Which of them were too long to be told whole. */
  cut: AdminLogChange["cut"];
}

/** What was changed, with what was there before and after, side by side; on narrow screens one below the other. */
export function ChangesTable({ label, changes }: { label: string; changes: readonly ShownChange[] }) {
  return (
    <div className={classes["changes"]}>
      <DataTable label={label} columns={columns} rows={changes} keyOf={({ id }) => id} />
    </div>
  );
}

function Value({ text }: { text: string | undefined }) {
  if (text !== undefined) return <span className={classes["value"]}>{text}</span>;
  return (
    <Text span size="sm" c="dimmed" fs="italic">
      {texts.changes.nothing}
    </Text>
  );
}

/** Of a value that was there and of which nothing is told. */
const restOf = (side: "before" | "after", cut: AdminLogChange["cut"]) => (cut?.includes(side) ? "…" : undefined);

const columns: readonly Column<ShownChange>[] = [
  {
    header: texts.changes.field,
    cell: ({ name, cut }) => (
      <div>
        <Text size="sm" fw={600}>
          {name}
        </Text>
        {cut && (
          <Text size="xs" c="dimmed">
            {texts.changes.cut}
          </Text>
        )}
      </div>
    ),
  },
  { header: texts.changes.before, cell: ({ before, cut }) => <Value text={before ?? restOf("before", cut)} /> },
  { header: texts.changes.after, cell: ({ after, cut }) => <Value text={after ?? restOf("after", cut)} /> },
];
