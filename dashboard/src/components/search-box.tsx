import { CloseButton, TextInput } from "@mantine/core";
import { useDebouncedCallback, useHotkeys } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { useUrlSearch } from "./use-url-search.ts";
import { texts } from "./texts.ts";

const PAUSE_MS = 250;

/** Keeps `query` in the address while one types. */
export function SearchBox({ label }: { label: string }) {
  const [search, change] = useUrlSearch();
  const query = typeof search["query"] === "string" ? search["query"] : "";
  const [typed, setTyped] = useState(query);
  const sent = useRef(query);
  const send = useDebouncedCallback((value: string) => {
    sent.current = value.trim();
    change({ query: sent.current || undefined });
  }, PAUSE_MS);
  // The address may change without us: by going back, or by "Clear the search".
  useEffect(() => {
    if (query === sent.current) return;
    sent.current = query;
    setTyped(query);
  }, [query]);
  const input = useRef<HTMLInputElement>(null);
  useHotkeys([["/", () => input.current?.focus()]]);
  const type = (value: string) => {
    setTyped(value);
    send(value);
  };
  return (
    <TextInput
      ref={input}
      type="search"
      role="searchbox"
      aria-label={label}
      placeholder={label}
      value={typed}
      maxLength={256}
      onChange={({ currentTarget }) => type(currentTarget.value)}
      leftSection={<IconSearch size={16} aria-hidden />}
      rightSection={typed !== "" && <CloseButton size="sm" aria-label={texts.clearSearch} onClick={() => type("")} />}
      miw={220}
      flex="1 1 220px"
      maw={420}
    />
  );
}
