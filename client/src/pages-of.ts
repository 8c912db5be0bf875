import type { CallOptions } from "./call.ts";

interface Paged {
  query?: { cursor?: string | undefined };
}

/**
 * The pages of a listing or a search, one after the other, until there are no more. They follow the
 * cursors, so that mail which arrives meanwhile neither repeats nor hides an entry. Nothing is asked
 * for before it is wanted; leaving the loop ends it.
 */
export async function* pagesOf<I extends Paged, P extends { nextPageCursor: string | null }>(
  list: (input: I, options?: CallOptions) => Promise<P>,
  input: I,
  options?: CallOptions,
): AsyncGenerator<P, void> {
  let { cursor } = input.query ?? {};
  do {
    const page = await list({ ...input, query: { ...input.query, ...(cursor !== undefined && { cursor }) } }, options);
    yield page;
    cursor = page.nextPageCursor ?? undefined;
  } while (cursor !== undefined);
}
