/* Cards are no table to browsers any more, so the roles are said: */
/* oxlint-disable jsx-a11y/no-redundant-roles, jsx-a11y/no-interactive-element-to-noninteractive-role */
import { ActionIcon, Menu, Skeleton, VisuallyHidden } from "@mantine/core";
import { IconDotsVertical } from "@tabler/icons-react";
import type { ReactNode } from "react";
import classes from "./data-table.module.css";

export interface Column<Row> {
  header: string;
  cell: (row: Row) => ReactNode;
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
}

const WAITING_ROWS = 4;

/** To be put on the link of the first cell: it then covers the whole row. */
export const rowLinkClass = classes["link"] ?? "";

/** A list whose rows are links; on narrow screens each row becomes a card. */
export function DataTable<Row>({ label, columns, rows, keyOf, menuOf, nameOf }: Props<Row>) {
  return (
    <div className={classes["frame"]}>
      <table className={classes["table"]} role="table" aria-label={label} aria-busy={rows === undefined}>
        <thead role="rowgroup">
          <tr role="row">
            {columns.map(({ header }) => (
              <th key={header} role="columnheader" scope="col">
                {header}
              </th>
            ))}
            {menuOf && (
              <th role="columnheader" scope="col">
                <VisuallyHidden>Actions</VisuallyHidden>
              </th>
            )}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {rows === undefined && <WaitingRows columns={columns.length + (menuOf ? 1 : 0)} />}
          {rows?.map((row) => (
            <tr key={keyOf(row)} role="row" className={classes["row"]}>
              {columns.map(({ header, cell }) => (
                <td key={header} role="cell" data-label={header}>
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

function RowMenu({ name, children }: { name: string; children: ReactNode }) {
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={`Actions for ${name}`}>
          <IconDotsVertical size={17} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>{children}</Menu.Dropdown>
    </Menu>
  );
}

function WaitingRows({ columns }: { columns: number }) {
  return Array.from({ length: WAITING_ROWS }, (_, row) => (
    <tr key={row} role="row" className={classes["row"]}>
      {Array.from({ length: columns }, (_, column) => (
        <td key={column} role="cell">
          <Skeleton height={20} width={column === 0 ? "75%" : "50%"} my={7} />
        </td>
      ))}
    </tr>
  ));
}
