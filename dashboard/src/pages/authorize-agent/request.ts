/** What an agent asks with, as it stands in the address. */
const NAMES = [
  "client_id",
  "redirect_uri",
  "response_type",
  "code_challenge",
  "code_challenge_method",
  "state",
  "resource",
  "scope",
] as const;

export type RawRequest = Partial<Record<(typeof NAMES)[number], string>>;

/** The arguments that are known, as they are: a `state` comes back letter by letter. Whatever else is there is left out. */
export const requestIn = (search: Readonly<Record<string, unknown>>): RawRequest =>
  Object.fromEntries(NAMES.flatMap((name) => (typeof search[name] === "string" ? [[name, search[name]]] : [])));
