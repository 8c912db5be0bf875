import { Select, type SelectProps } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useState } from "react";
import { useAccounts } from "../../queries/accounts.ts";
import { texts } from "./texts.ts";

const SHOWN = 10;
const PAUSE_MS = 200;

type Props = Pick<
  SelectProps,
  | "label"
  | "description"
  | "placeholder"
  | "error"
  | "w"
  | "maw"
  | "aria-label"
  | "aria-describedby"
  | "name"
  | "disabled"
> & {
  /** The id of an account; null for none. */
  value: string | null;
  onChange: (account: string | null) => void;
};

/** Finds an account by a part of its id, name or address. */
export function AccountPicker({ value, onChange, ...look }: Props) {
  const [typed, setTyped] = useState("");
  const [isOpen, setOpen] = useState(false);
  const [query] = useDebouncedValue(typed, PAUSE_MS);
  const accounts = useAccounts({ pageSize: SHOWN, ...(query !== "" && { query }) }, { isWanted: isOpen });
  const found = (accounts.data?.accounts ?? []).map(({ account, name, email }) => ({
    value: account,
    label: [name || account, email ?? (name ? account : undefined)].filter(Boolean).join(" · "),
  }));
  const isKnown = value === null || found.some((option) => option.value === value);
  return (
    <Select
      {...look}
      data={isKnown ? found : [{ value, label: value }, ...found]}
      value={value}
      onChange={onChange}
      searchable
      clearable
      clearButtonProps={{ "aria-label": texts.picker.clear }}
      onSearchChange={(text) => setTyped(found.some(({ label }) => label === text) || text === value ? "" : text)}
      onDropdownOpen={() => setOpen(true)}
      // The server has already found what matches.
      filter={({ options }) => options}
      nothingFoundMessage={
        accounts.isFetching ? texts.picker.searching : accounts.isError ? texts.picker.failed : texts.picker.nothing
      }
      maxDropdownHeight={280}
    />
  );
}
