import { Group, Pagination, Text } from "@mantine/core";
import { DEFAULT_PAGE_SIZE } from "../url-search.ts";
import { useUrlSearch } from "./use-url-search.ts";

interface Props {
  total: number;
  pages: number;
  /** What is listed, in the plural. */
  noun: string;
  /** The same where it is just one. */
  one: string;
}

/** How many there are, and the way to the other pages; the page stands in the address. */
export function Paging({ total, pages, noun, one }: Props) {
  const [search, change] = useUrlSearch();
  const page = Number(search["page"] ?? 1);
  const size = Number(search["pageSize"] ?? DEFAULT_PAGE_SIZE);
  const first = (page - 1) * size + 1;
  const count = total.toLocaleString("en");
  return (
    <Group justify="space-between" mih={32}>
      <Text size="sm" c="dimmed">
        {pages > 1
          ? `${first}–${Math.min(page * size, total)} of ${count} ${noun}`
          : `${count} ${total === 1 ? one : noun}`}
      </Text>
      {pages > 1 && (
        <Pagination
          total={pages}
          value={page}
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
