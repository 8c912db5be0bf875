import { Select } from "@mantine/core";
import { useUrlSearch } from "../../components/use-url-search.ts";
import { texts } from "./texts.ts";

interface Props {
  /** The id of the application that the list is narrowed to. */
  value: string | undefined;
  /** The names of those that there are, by their ids. */
  names: ReadonlyMap<string, string>;
}

/** Narrows the list to the accounts of one OAuth2 application; not there where there is none. */
export function ApplicationFilter({ value, names }: Props) {
  const [, change] = useUrlSearch();
  const options = [...names].map(([id, label]) => ({ value: id, label }));
  if (value !== undefined && !names.has(value)) options.push({ value, label: value });
  if (options.length === 0) return null;
  return (
    <Select
      aria-label={texts.application}
      placeholder={texts.allApplications}
      data={options}
      value={value ?? null}
      onChange={(app) => change({ app: app ?? undefined })}
      searchable
      clearable
      clearButtonProps={{ "aria-label": texts.allApplications }}
      w={210}
    />
  );
}
