import { Group, Pagination, Text } from "@mantine/core";
import { DEFAULT_PAGE_SIZE } from "../url-search.ts";
import { useUrlSearch } from "./use-url-search.ts";

interface Props {
  /** The answer that is shown; for a moment that of the page before. */
  list: { total: number; page: number; pages: number };
  /** How many entries it has. */
  shown: number;
  /** What is listed, in the plural. */
  noun: string;
  /** The same where it is just one. */
  one: string;
}

/** How many there are, and the way to the other pages; the page stands in the address. */
export function Paging({ list: { total, page, pages }, shown, noun, one }: Props) {
  const [search, change] = useUrlSearch();
  const size = Number(search["pageSize"] ?? DEFAULT_PAGE_SIZE);
  const before = page * size;
  const count = total.toLocaleString("en");
  return (
    <Group justify="space-between" mih={32}>
      <Text size="sm" c="dimmed">
        {pages > 1 ? `${before + 1}–${before + shown} of ${count} ${noun}` : `${count} ${total === 1 ? one : noun}`}
      </Text>
      {pages > 1 && (
        <Pagination
          total={pages}
          value={Number(search["page"] ?? 1)}
          onChange={(next) => change({ page: next === 1 ? undefined : next })}
          size="sm"
          aria-label="Pages"
          getItemProps={(item) => ({ "aria-label": `Page ${item}` })}
          getControlProps={(control) => ({ "aria-label": control === "next" ? "Next page" : "Previous page" })}
        />
      )}
    </Group>
  );
}
