/** What stands in for a token that is not made yet. */
export const TOKEN_PLACEHOLDER = "YOUR-TOKEN";

/** A name for a program's list of servers: small letters, digits and hyphens. */
export function serverNameOf(label: string): string {
  const name = label
    .normalize("NFKD")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-+|-+$/g, "")
    .slice(0, 40);
  return name === "" ? "posthorn" : name;
}

interface Server {
  name: string;
  url: string;
  token: string;
}

/** What programs on a desktop read: a list of servers with headers, as JSON. */
export const jsonConfig = ({ name, url, token }: Server): string =>
  JSON.stringify(
    { mcpServers: { [name]: { type: "http", url, headers: { Authorization: `Bearer ${token}` } } } },
    undefined,
    2,
  );

/** The same for a command line. */
export const commandLine = ({ name, url, token }: Server): string =>
  `claude mcp add --transport http ${name} '${url}' \\\n  --header 'Authorization: Bearer ${token}'`;
