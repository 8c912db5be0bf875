import { GraphFault } from "./fault.ts";
import { fits, parseFilter, pathsOf } from "./filter.ts";
import type { GraphRequest } from "./check-request.ts";
import type { GraphMailbox, StoredMessage } from "./mailbox.ts";
import { renderFolder, renderMessage } from "./render.ts";
import { parseSearch } from "./search.ts";

/** Where the whole API is, for links to more. */
export interface Place {
  /** With the version. */
  base: string;
  /** The path of the request, encoded, with a slash in front. */
  path: string;
}

const MOST = 1000;

/** A page of messages, as `$filter`, `$orderby`, `$search`, `$top`, `$skip` and `$skiptoken` say. */
export function listMessages(among: readonly StoredMessage[], request: GraphRequest, place: Place): object {
  const { query } = request;
  const top = count(query, "$top", 10);
  if (top < 1 || top > MOST) throw new GraphFault(400, "ErrorInvalidParameter", "Invalid value for $top");
  const search = query.get("$search");
  if (search !== null) return searchMessages(among, search, top, request, place);
  const filter = query.get("$filter");
  const orderBy = query.get("$orderby");
  const parsed = filter === null ? undefined : parseFilter(filter);
  if (parsed) refuseInefficient(pathsOf(parsed), orderBy, request);
  const [by = "receivedDateTime", direction = orderBy === null ? "desc" : "asc"] = orderBy?.trim().split(/\s+/) ?? [];
  if (by !== "receivedDateTime") throw new GraphFault(400, "ErrorInvalidProperty", `Can't order by ${by}`);
  const found = among.filter((message) => !parsed || fits(parsed, message)).toSorted(byTime);
  if (direction.toLowerCase() === "desc") found.reverse();
  const skip = count(query, "$skip", 0);
  const page = found.slice(skip, skip + top).map((message) => renderMessage(message, request));
  return {
    ...(query.get("$count") === "true" && { "@odata.count": found.length }),
    value: page,
    ...(skip + top < found.length && { "@odata.nextLink": linkTo(place, query, { $skip: String(skip + top) }) }),
  };
}

/** What Exchange's own limits of a search are. */
const MOST_FOUND = 1000;

function searchMessages(
  among: readonly StoredMessage[],
  search: string,
  top: number,
  request: GraphRequest,
  place: Place,
): object {
  const { query } = request;
  for (const option of ["$filter", "$orderby", "$skip", "$count"])
    if (query.has(option))
      throw new GraphFault(
        400,
        "SearchWithUnsupportedOption",
        `The query parameter ${option} is not supported with $search.`,
      );
  const fitting = parseSearch(search);
  const from = Number(query.get("$skiptoken") ?? 0);
  const found = among.filter(fitting).toSorted(byTime).reverse().slice(0, MOST_FOUND);
  const end = from + top;
  return {
    value: found.slice(from, end).map((message) => renderMessage(message, request)),
    ...(end < found.length && { "@odata.nextLink": linkTo(place, query, { $skiptoken: String(end) }) }),
  };
}

const byTime = (a: StoredMessage, b: StoredMessage) =>
  a.receivedDateTime < b.receivedDateTime ? -1 : a.receivedDateTime > b.receivedDateTime ? 1 : a.number - b.number;

/** What is ordered by has to be filtered by first, and some filters can't be ordered at all. */
function refuseInefficient(paths: readonly string[], orderBy: string | null, { headers }: GraphRequest): void {
  const inefficient = () =>
    new GraphFault(400, "InefficientFilter", "The restriction or sort order is too complex for this operation.");
  const hasCategories = paths.includes("categories");
  if (hasCategories && headers["consistencylevel"] !== "eventual") throw inefficient();
  if (orderBy === null) return;
  if (hasCategories || paths[0] !== orderBy.trim().split(/\s+/)[0]) throw inefficient();
}

function count(query: URLSearchParams, name: string, otherwise: number): number {
  const value = query.get(name);
  if (value === null) return otherwise;
  if (!/^\d+$/.test(value)) throw new GraphFault(400, "ErrorInvalidParameter", `Invalid value for ${name}`);
  return Number(value);
}

export function linkTo({ base, path }: Place, query: URLSearchParams, more: Record<string, string>): string {
  const next = new URLSearchParams(query);
  for (const [name, value] of Object.entries(more)) next.set(name, value);
  return `${base}${path}?${next}`;
}

/** Where a delta is, and what it selects. */
interface DeltaToken {
  epoch: number;
  after: number;
  isFirst: boolean;
  select: string | null;
}

export interface DeltaRules {
  /** Tokens of an earlier one are void. */
  epoch: number;
  /** So many changes are told again. */
  replay: number;
}

const DELTA_PAGE = 50;

/** A round of `delta`: everything at first, then what changed since. */
export function delta(
  mailbox: GraphMailbox,
  /** Undefined for the folders themselves. */
  folder: string | undefined,
  request: GraphRequest,
  place: Place,
  rules: DeltaRules,
): object {
  const { query, headers } = request;
  const given = query.get("$deltatoken") ?? query.get("$skiptoken");
  const token = given === null ? firstToken(query, rules) : readToken(given, rules);
  const size = Number(/odata\.maxpagesize=(\d+)/.exec(headers["prefer"] ?? "")?.[1] ?? DELTA_PAGE);
  const as = { headers, query: new URLSearchParams(token.select === null ? "" : { $select: token.select }) };
  const since = given !== null && query.has("$deltatoken") ? Math.max(0, token.after - rules.replay) : token.after;
  const changes = (folder === undefined ? foldersSince : messagesSince)(mailbox, since, as, folder ?? "").filter(
    ({ entry }) => !token.isFirst || !("@removed" in entry),
  );
  const page = changes.slice(0, size);
  const hasMore = changes.length > size;
  const next = {
    ...token,
    after: hasMore ? (page.at(-1)?.changed ?? 0) : mailbox.changes,
    isFirst: token.isFirst && hasMore,
  };
  const link = linkTo(place, new URLSearchParams(), { [hasMore ? "$skiptoken" : "$deltatoken"]: writeToken(next) });
  return { value: page.map(({ entry }) => entry), [hasMore ? "@odata.nextLink" : "@odata.deltaLink"]: link };
}

const removed = (id: string) => ({ id, "@removed": { reason: "deleted" } });

type As = Pick<GraphRequest, "query" | "headers">;

const messagesSince = (mailbox: GraphMailbox, after: number, as: As, folder: string) =>
  mailbox.changedMessages(folder, after).map(({ changed, id, message }) => ({
    changed,
    entry: message ? renderMessage(message, as) : removed(id),
  }));

const foldersSince = (mailbox: GraphMailbox, after: number, { query }: As) =>
  mailbox.changedFolders(after).map(({ changed, id, folder }) => ({
    changed,
    entry: folder ? renderFolder(mailbox, folder, query) : removed(id),
  }));

const firstToken = (query: URLSearchParams, { epoch }: DeltaRules): DeltaToken => ({
  epoch,
  after: 0,
  isFirst: true,
  select: query.get("$select"),
});

const writeToken = (token: DeltaToken) => Buffer.from(JSON.stringify(token)).toString("base64url");

function readToken(text: string, { epoch }: DeltaRules): DeltaToken {
  const token = JSON.parse(Buffer.from(text, "base64url").toString()) as DeltaToken;
  if (token.epoch !== epoch)
    throw new GraphFault(410, "syncStateNotFound", "The sync state generation is not found; a full sync is required.");
  return token;
}
