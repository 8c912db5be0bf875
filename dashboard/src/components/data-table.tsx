/* Cards are no table to browsers any more, so the roles are said: */
/* oxlint-disable jsx-a11y/no-redundant-roles, jsx-a11y/no-interactive-element-to-noninteractive-role */
import { ActionIcon, Checkbox, Menu, Skeleton, VisuallyHidden } from "@mantine/core";
import { IconDotsVertical } from "@tabler/icons-react";
import { type ReactNode, useRef } from "react";
import classes from "./data-table.module.css";
import { texts } from "./texts.ts";
import { useRowKeys } from "./use-row-keys.ts";

export interface Column<Row> {
  header: string;
  cell: (row: Row) => ReactNode;
}

/** Rows that can be chosen, to do something with all of them. */
export interface Selection<Row> {
  /** By their keys; also those of other pages. */
  chosen: ReadonlySet<string>;
  onChange: (chosen: ReadonlySet<string>) => void;
  /** Words for the box of a row and for that of the whole page. */
  labelOf: (row: Row) => string;
  labelOfAll: string;
}

interface Props<Row> {
  /** What is listed, for whoever can't see it. */
  label: string;
  columns: readonly Column<Row>[];
  /** Undefined while they are on their way. */
  rows: readonly Row[] | undefined;
  keyOf: (row: Row) => string;
  /** The entries of a row's menu; `MenuLink` and `Menu.Item`. */
  menuOf?: (row: Row) => ReactNode;
  /** Names a row, for its menu. */
  nameOf?: (row: Row) => string;
  selection?: Selection<Row> | undefined;
}

const WAITING_ROWS = 4;

/** To be put on the link of the first cell: it then covers the whole row. */
export const rowLinkClass = classes["link"] ?? "";

/** A list whose rows are links; on narrow screens each row becomes a card. */
export function DataTable<Row>({ label, columns, rows, keyOf, menuOf, nameOf, selection }: Props<Row>) {
  const frame = useRef<HTMLDivElement>(null);
  useRowKeys(frame, rowLinkClass);
  return (
    <div className={classes["frame"]} ref={frame}>
      <table className={classes["table"]} role="table" aria-label={label} aria-busy={rows === undefined}>
        <thead role="rowgroup">
          <tr role="row">
            {selection && (
              <th role="columnheader" scope="col" className={classes["choice"]}>
                <ChooseAll {...selection} keys={(rows ?? []).map(keyOf)} />
              </th>
            )}
            {columns.map(({ header }) => (
              <th key={header} role="columnheader" scope="col">
                {header}
              </th>
            ))}
            {menuOf && (
              <th role="columnheader" scope="col">
                <VisuallyHidden>{texts.actions}</VisuallyHidden>
              </th>
            )}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {rows === undefined && (
            <WaitingRows columns={columns.length + (menuOf ? 1 : 0)} hasChoice={Boolean(selection)} />
          )}
          {rows?.map((row) => (
            <tr key={keyOf(row)} role="row" className={classes["row"]} data-choice={selection ? true : undefined}>
              {selection && (
                <td role="cell" className={classes["choice"]}>
                  <Choice {...selection} row={row} id={keyOf(row)} />
                </td>
              )}
              {columns.map(({ header, cell }, column) => (
                <td
                  key={header}
                  role="cell"
                  data-label={column === 0 ? undefined : header}
                  data-first={column === 0 || undefined}
                >
                  {cell(row)}
                </td>
              ))}
              {menuOf && (
                <td role="cell" className={classes["menu"]}>
                  <RowMenu name={nameOf?.(row) ?? keyOf(row)}>{menuOf(row)}</RowMenu>
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Choice<Row>({ chosen, onChange, labelOf, row, id }: Selection<Row> & { row: Row; id: string }) {
  const toggle = () => {
    const next = new Set(chosen);
    if (!next.delete(id)) next.add(id);
    onChange(next);
  };
  return <Checkbox size="sm" aria-label={labelOf(row)} checked={chosen.has(id)} onChange={toggle} />;
}

/** Chooses all rows of the page, or none of them. */
function ChooseAll<Row>({ chosen, onChange, labelOfAll, keys }: Selection<Row> & { keys: readonly string[] }) {
  const count = keys.filter((key) => chosen.has(key)).length;
  const areAll = keys.length > 0 && count === keys.length;
  const toggle = () => {
    const next = new Set(chosen);
    for (const key of keys) {
      if (areAll) next.delete(key);
      else next.add(key);
    }
    onChange(next);
  };
  return (
    <Checkbox
      size="sm"
      aria-label={labelOfAll}
      checked={areAll}
      indeterminate={count > 0 && !areAll}
      disabled={keys.length === 0}
      onChange={toggle}
    />
  );
}

function RowMenu({ name, children }: { name: string; children: ReactNode }) {
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={texts.actionsFor(name)}>
          <IconDotsVertical size={17} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>{children}</Menu.Dropdown>
    </Menu>
  );
}

function WaitingRows({ columns, hasChoice }: { columns: number; hasChoice: boolean }) {
  return Array.from({ length: WAITING_ROWS }, (_, row) => (
    <tr key={row} role="row" className={classes["row"]} data-choice={hasChoice || undefined}>
      {hasChoice && (
        <td role="cell" className={classes["choice"]}>
          <Skeleton height={20} width={20} />
        </td>
      )}
      {Array.from({ length: columns }, (_, column) => (
        <td key={column} role="cell">
          <Skeleton height={20} width={column === 0 ? "75%" : "50%"} my={7} />
        </td>
      ))}
    </tr>
  ));
}
