/** The part of the address after `?`, as plain names and texts: no JSON, so that people can write it. */
export function parseSearch(search: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(search));
}

/** The reverse of `parseSearch`; what is undefined, empty or false is left out. */
export function stringifySearch(search: Record<string, unknown>): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(search)) {
    if (value === undefined || value === null || value === "" || value === false) continue;
    params.set(name, typeof value === "object" ? JSON.stringify(value) : String(value as string | number | boolean));
  }
  return params.size > 0 ? `?${params.toString()}` : "";
}

type Raw = Record<string, unknown>;

/** A text, or undefined when there is none. */
export const textIn = (search: Raw, name: string): string | undefined => {
  const value = search[name];
  const text = typeof value === "string" || typeof value === "number" ? String(value).trim() : "";
  return text === "" ? undefined : text;
};

/** One of `values`, or undefined. */
export const choiceIn = <const V extends readonly string[]>(
  search: Raw,
  name: string,
  values: V,
): V[number] | undefined => values.find((value) => value === search[name]);

/** A whole number within bounds, or undefined. */
export function numberIn(search: Raw, name: string, [least, most]: [number, number]): number | undefined {
  const value = search[name];
  const number = typeof value === "number" || typeof value === "string" ? Number(value) : Number.NaN;
  return Number.isInteger(number) && number >= least && number <= most ? number : undefined;
}

/** Whether a switch is on. */
export const flagIn = (search: Raw, name: string): true | undefined =>
  search[name] === true || search[name] === "true" ? true : undefined;

export const DEFAULT_PAGE_SIZE = 20;

/** Page (from 1) and page size, as every list has them; defaults stay out of the address. */
export function pagingIn(search: Raw): { page?: number; pageSize?: number } {
  const page = numberIn(search, "page", [2, 1_000_000]);
  const pageSize = numberIn(search, "pageSize", [1, 250]);
  return {
    ...(page !== undefined && { page }),
    ...(pageSize !== undefined && pageSize !== DEFAULT_PAGE_SIZE && { pageSize }),
  };
}

/** Page and page size as the API counts them, from 0. */
export const toApiPaging = ({ page = 1, pageSize = DEFAULT_PAGE_SIZE }: { page?: number; pageSize?: number }) => ({
  page: page - 1,
  pageSize,
});
