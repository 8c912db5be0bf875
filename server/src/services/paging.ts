/** What a paged listing asks for and answers. Pages count from zero. */
export function pageOf(query: { page?: number; pageSize?: number }) {
  const page = query.page ?? 0;
  const pageSize = query.pageSize ?? 20;
  return {
    range: { limit: pageSize, offset: page * pageSize },
    of: (total: number) => ({ total, page, pages: Math.ceil(total / pageSize) }),
  };
}
