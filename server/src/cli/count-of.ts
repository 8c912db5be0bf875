/** `1,234 rows`, `1 row`. */
export const countOf = (count: number, one: string, many = `${one}s`) =>
  `${count.toLocaleString("en")} ${count === 1 ? one : many}`;
