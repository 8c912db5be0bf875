/** Stands for a secret that is there but is not shown. */
export const MASK = "******";

/** The URL with its user and password hidden; text that is no URL is hidden whole. */
export function maskUrl(text: string): string {
  if (text === "" || !URL.canParse(text)) return text === "" ? "" : MASK;
  const url = new URL(text);
  if (url.username === "" && url.password === "") return text;
  url.username = url.username === "" ? "" : MASK;
  url.password = url.password === "" ? "" : MASK;
  return url.href;
}

export const maskHeaders = <H extends { key: string; value?: string }>(headers: readonly H[]) =>
  headers.map(({ key }) => ({ key, value: MASK }));
