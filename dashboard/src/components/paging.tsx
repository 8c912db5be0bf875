import { Group, Pagination, Text } from "@mantine/core";
import { DEFAULT_PAGE_SIZE } from "../url-search.ts";
import { useUrlSearch } from "./use-url-search.ts";
import { formatNumber } from "../languages/format.ts";
import { texts } from "./texts.ts";

interface Props {
  /** The answer that is shown; for a moment that of the page before. */
  list: { total: number; page: number; pages: number };
  /** How many entries it has. */
  shown: number;
  /** So many of what is listed, in words: `3 tokens`. */
  counted: (count: number) => string;
}

/** How many there are, and the way to the other pages; the page stands in the address. */
export function Paging({ list: { total, page, pages }, shown, counted }: Props) {
  const [search, change] = useUrlSearch();
  const size = Number(search["pageSize"] ?? DEFAULT_PAGE_SIZE);
  const before = page * size;
  return (
    <Group justify="space-between" mih={32}>
      <Text size="sm" c="dimmed">
        {pages > 1
          ? texts.paging.range(formatNumber(before + 1), formatNumber(before + shown), counted(total))
          : counted(total)}
      </Text>
      {pages > 1 && (
        <Pagination
          total={pages}
          value={Number(search["page"] ?? 1)}
          onChange={(next) => change({ page: next === 1 ? undefined : next })}
          size="sm"
          aria-label={texts.paging.pages}
          getItemProps={(item) => ({ "aria-label": texts.paging.page(formatNumber(item)) })}
          getControlProps={(control) => ({
            "aria-label": control === "next" ? texts.paging.next : texts.paging.previous,
          })}
        />
      )}
    </Group>
  );
}
