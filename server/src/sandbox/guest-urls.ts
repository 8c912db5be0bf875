/** What the sandbox asks of the host's own `URL` and `URLSearchParams`. Text in, text out; undefined for no address. */
export const guestUrls = {
  parseUrl: (url: string, base?: string) => partsOf(() => new URL(url, base)),
  changeUrl: (href: string, name: string, value: string) =>
    partsOf(() => {
      const url = new URL(href);
      if (isChangeable(name)) url[name] = value;
      return url;
    }),
  parseQuery: (query: string) => JSON.stringify([...new URLSearchParams(query)]),
  formatQuery: (pairs: string) => new URLSearchParams(JSON.parse(pairs) as [string, string][]).toString(),
};

const CHANGEABLE = [
  "href",
  "protocol",
  "username",
  "password",
  "host",
  "hostname",
  "port",
  "pathname",
  "search",
  "hash",
] as const;
const isChangeable = (name: string): name is (typeof CHANGEABLE)[number] =>
  (CHANGEABLE as readonly string[]).includes(name);

function partsOf(make: () => URL): string | undefined {
  try {
    const url = make();
    return JSON.stringify(Object.fromEntries([...CHANGEABLE, "origin" as const].map((name) => [name, url[name]])));
  } catch {
    return undefined;
  }
}
