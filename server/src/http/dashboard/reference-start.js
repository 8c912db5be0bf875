/** Starts the API reference in the browser: reads the address, hands over the document, signs calls. */

const api = await (await fetch("/swagger.json")).json();

// The session needs no entry of its own: the browser adds its cookie, `callAsSignedIn` the rest.
delete api.components.securitySchemes.cookieAuth;
const operations = Object.values(api.paths).flatMap((path) => Object.values(path));
for (const operation of operations) {
  const byToken = operation.security.filter(({ cookieAuth }) => cookieAuth === undefined);
  operation.security = byToken;
}
api.servers = [{ url: window.location.origin }];

const slugOf = (text) =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");

/** Where an address leads: `/admin/reference/{group}#{operationId}`, or the old `#/{Tag}/{operationId}`. */
function wantedPlace() {
  const fragment = decodeURIComponent(window.location.hash.slice(1));
  const operation = operations.find(({ operationId }) => operationId === fragment.split("/").at(-1));
  if (operation) return `tag/${slugOf(operation.tags[0])}/${operation.operationId}`;
  const [, group] = /^\/admin\/reference\/([^/]+)\/?$/.exec(window.location.pathname) ?? [];
  const name = /^\/([^/]+)\/?$/.exec(fragment)?.[1] ?? (group && decodeURIComponent(group));
  const tag = api.tags.find((tag) => name !== undefined && slugOf(tag.name) === slugOf(name));
  return tag ? `tag/${slugOf(tag.name)}` : null;
}

let csrfToken;

/** A call without a token is made by the session; what changes something needs its CSRF token. */
async function callAsSignedIn(input, init) {
  const request = new Request(input, init);
  // What is sent as long as no token has been entered.
  if (/^Bearer\s*$/i.test(request.headers.get("authorization") ?? "")) request.headers.delete("authorization");
  const isOurs = new URL(request.url).origin === window.location.origin;
  if (!isOurs || request.method === "GET" || request.headers.has("authorization")) return fetch(request);
  csrfToken ??= await fetch("/v1/session").then(async (answer) => (answer.ok ? (await answer.json()).csrfToken : null));
  if (csrfToken) request.headers.set("X-CSRF-Token", csrfToken);
  return fetch(request);
}

const place = wantedPlace();
if (place !== null) window.history.replaceState(null, "", `${window.location.pathname}#${place}`);

window.Scalar.createApiReference("#reference", {
  content: api,
  customFetch: callAsSignedIn,
  authentication: { preferredSecurityScheme: "bearerAuth" },
  generateTagSlug: ({ name }) => slugOf(name),
  generateOperationSlug: ({ operationId }) => operationId,
  defaultOpenFirstTag: false,
  persistAuth: false,
  // Nothing leaves for another host.
  withDefaultFonts: false,
  telemetry: false,
  agent: { disabled: true },
  mcp: { disabled: true },
  showDeveloperTools: "never",
  hideClientButton: true,
});
