import { Select, type SelectProps } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useState } from "react";
import { useAgents } from "../../queries/agents.ts";
import { nameOfAgent } from "./agent-name.ts";
import { texts } from "./texts.ts";

const SHOWN = 20;
const PAUSE_MS = 200;

type Props = Pick<SelectProps, "placeholder" | "w" | "aria-label"> & {
  /** The id of an agent's token; null for none. */
  value: string | null;
  onChange: (token: string | null) => void;
};

/** Finds an agent by a part of its description, client, id or account. */
export function AgentPicker({ value, onChange, ...look }: Props) {
  const [typed, setTyped] = useState("");
  const [isOpen, setOpen] = useState(false);
  const [query] = useDebouncedValue(typed, PAUSE_MS);
  const agents = useAgents({ pageSize: SHOWN, ...(query !== "" && { query }) }, { isWanted: isOpen });
  // The one that is chosen, by its name, wherever it stands in the list.
  const chosen = useAgents({ pageSize: 1, query: value ?? "" }, { isWanted: value !== null });
  const found = (agents.data?.agents ?? []).map((agent) => ({ value: agent.token, label: nameOfAgent(agent) }));
  const isKnown = value === null || found.some((option) => option.value === value);
  const named = chosen.data?.agents.find(({ token }) => token === value);
  return (
    <Select
      {...look}
      data={isKnown ? found : [{ value, label: named ? nameOfAgent(named) : value.slice(0, 8) }, ...found]}
      value={value}
      onChange={onChange}
      searchable
      clearable
      clearButtonProps={{ "aria-label": texts.calls.clear }}
      onSearchChange={(text) =>
        setTyped([...found, named && { label: nameOfAgent(named) }].some((one) => one?.label === text) ? "" : text)
      }
      onDropdownOpen={() => setOpen(true)}
      // The server has already found what matches.
      filter={({ options }) => options}
      nothingFoundMessage={
        agents.isFetching ? texts.calls.searching : agents.isError ? texts.calls.searchFailed : texts.calls.nothing
      }
      maxDropdownHeight={280}
    />
  );
}
