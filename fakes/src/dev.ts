/**
 * Pretend providers for local work: OAuth2, Gmail and Microsoft Graph, with a mailbox at each. Whoever consents is Ada. Says
 * where they are on one line of standard output, as `POSTHORN_PROVIDER_URLS` takes it, and ends with its parent.
 */
import { startFakeGmail } from "./gmail/start.ts";
import { startGraph } from "./graph/start.ts";
import { startOAuth } from "./oauth/start.ts";

const ADDRESS = "ada@example.com";

const oauth = await startOAuth();
const ownerOf = (token: string) => oauth.isValid(token)?.email ?? undefined;
const [gmail, graph] = await Promise.all([startFakeGmail({ ownerOf }), startGraph({ ownerOf })]);
oauth.addClient({ clientId: "dev", clientSecret: "dev" });
oauth.signIn({ email: ADDRESS, name: "Ada" });

const welcome = (provider: string) =>
  [
    "From: Ida <ida@example.com>",
    `To: Ada <${ADDRESS}>`,
    `Subject: Welcome to the ${provider} of this machine`,
    `Message-ID: <welcome-${provider.toLowerCase()}@example.com>`,
    `Date: ${new Date().toUTCString().replace("GMT", "+0000")}`,
    "",
    "Nothing that you send from here leaves this machine.",
    "",
  ].join("\r\n");
await gmail.addUser(ADDRESS, "unused").deliver(welcome("Gmail"));
await graph.deliver(ADDRESS, welcome("Outlook"));

const flat: Record<string, string> = {};
function note(urls: object, prefix: string): void {
  for (const [name, value] of Object.entries(urls)) {
    if (typeof value === "string") flat[`${prefix}${name}`] = value;
    else note(value as object, `${prefix}${name}.`);
  }
}
note(oauth.urls, "");
flat["google.gmail"] = gmail.url;
for (const name of Object.keys(oauth.urls.microsoft)) flat[`microsoft.${name}.graph`] = graph.url;
console.log(JSON.stringify(flat));

// The parent holds the other end; that it is gone is told nowhere else.
process.stdin.resume().on("end", () => process.exit());
