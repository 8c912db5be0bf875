import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Locale } from "@posthorn/contracts/locales";
import { localeOf } from "@posthorn/contracts/locales";
import { isEmail, isHostname } from "@posthorn/contracts/formats";
import { PosthornError } from "../core/errors.ts";
import type { FormLink } from "../core/form-link.ts";
import {
  addAccount,
  addressWanted,
  findServers,
  isWorking,
  tryServers,
  type TypedAccount,
  type TypedServer,
} from "../services/authentication-form/mail-servers.ts";
import { offeredApps } from "../services/authentication-form/offered-apps.ts";
import { openFormLink } from "../services/authentication-form/open-link.ts";
import { startConsent } from "../services/authentication-form/start-consent.ts";
import type { Registered } from "../services/accounts/register.ts";
import { finishConsent } from "../services/consents/finish.ts";
import { ConsentFailed } from "../services/consents/problem.ts";
import type { Context } from "../services/context.ts";
import { isForeignPage } from "./foreign-page.ts";
import { acceptForms } from "./forms.ts";
import { isHttps } from "./is-https.ts";
import { resolveLocale } from "./locale.ts";
import {
  chooserPage,
  consentProblemPage,
  donePage,
  type FieldProblems,
  type FormOfLink,
  formProblemPage,
  loginPage,
  type ServerValues,
  serversPage,
} from "./pages/authentication-form-pages.ts";
import { branded, brandingOf } from "./pages/branding.ts";
import { type PlainPage, sendPlainPage } from "./pages/plain-page.ts";
import { newNonce, sendSecurityHeaders } from "./pages/security-headers.ts";

type Fields = Record<string, string | undefined>;

/** Finding and trying servers takes so long at most. */
const PROBE_TIMEOUT_MS = 40_000;
const PROVIDER_NAMES = { gmail: "Google", outlook: "Microsoft", mailRu: "Mail.ru" } as const;

/**
 * The pages by which somebody who has no account with us adds a mailbox, and where the provider leads back to. Whoever
 * has the signed link may use it, once. Everything works without scripts.
 */
export function serveAuthenticationForm(app: FastifyInstance, ctx: Context): void {
  void app.register(async (pages) => {
    acceptForms(pages);
    pages.decorateRequest("nonce", "");
    pages.addHook("onRequest", async (request, reply) => {
      request.nonce = newNonce();
      sendSecurityHeaders(reply, { nonce: request.nonce, isHttps: isHttps(ctx), showsImages: true });
      void reply.header("Cache-Control", "no-store");
    });

    pages.get("/accounts/new", (request, reply) =>
      withLink(request, reply, fieldsOf(request.query), async (link, form, { type }) => {
        if (type === "imap") return loginPage(form, { name: link.name ?? "", email: link.email ?? "" });
        const apps = await offeredApps(ctx.storage);
        if (type !== undefined && apps.some(({ id }) => id === type))
          return redirect(reply, await startConsent(ctx, link, type));
        return chooserPage(form, [
          ...apps.map(({ id, title, provider }) => ({
            type: id,
            title,
            provider: PROVIDER_NAMES[provider as keyof typeof PROVIDER_NAMES],
          })),
          { type: "imap", title: null, provider: null },
        ]);
      }),
    );

    pages.post("/accounts/new", (request, reply) =>
      withLink(request, reply, fieldsOf(request.body), async (link, form, { type = "" }) =>
        type === "imap"
          ? loginPage(form, { name: link.name ?? "", email: link.email ?? "" })
          : redirect(reply, await startConsent(ctx, link, type)),
      ),
    );

    pages.post("/accounts/new/imap", (request, reply) =>
      withLink(request, reply, fieldsOf(request.body), async (link, form, fields) => {
        const { name = "", email = "", password = "" } = trimmed(fields);
        const problems = await loginProblems(ctx, link, { name, email, password });
        if (Object.keys(problems).length > 0) return loginPage(form, { name, email }, problems);
        const signal = AbortSignal.timeout(PROBE_TIMEOUT_MS);
        const found = await findServers(ctx, link, { email, pass: password }, signal);
        const withPass = (server: Omit<TypedServer, "pass"> | null) => server && { ...server, pass: password };
        const servers = { imap: withPass(found.imap), smtp: withPass(found.smtp) };
        const isComplete = servers.imap !== null && servers.smtp !== null;
        const tried = isComplete ? await tryServers(ctx, link, servers, signal) : undefined;
        if (tried && isWorking(tried) && link.skipServerSettings !== false)
          return finish(link, form.locale, await addAccount(ctx, link, { name, email, ...servers }));
        const values: ServerValues = {
          name,
          email,
          imapDisabled: false,
          sealed: sealPassword(ctx, link, password),
          imap: found.imap
            ? { ...found.imap, port: String(found.imap.port) }
            : { user: email, secure: true, port: "993" },
          smtp: found.smtp
            ? { ...found.smtp, port: String(found.smtp.port) }
            : { user: email, secure: true, port: "465" },
        };
        return serversPage(form, values, { found, ...(tried && { tried }) });
      }),
    );

    // For scripts of the operator's own header: the servers as `imap` and `smtp`, the answer that of /v1/verifyAccount.
    pages.post("/accounts/new/imap/test", async (request, reply) => {
      const fields = trimmed(fieldsOf(request.body));
      if (isForeignPage(request, ctx.settings.get("serviceUrl")))
        return reply.code(403).send({ error: "Foreign page" });
      const link = await openFormLink(ctx, fields);
      const { typed, problems } = serversOf(ctx, link, fields);
      if (Object.keys(problems).length > 0)
        return reply.code(400).send({ error: "Invalid input", fields: Object.keys(problems) });
      return reply.send(await tryServers(ctx, link, typed, AbortSignal.timeout(PROBE_TIMEOUT_MS)));
    });

    pages.post("/accounts/new/imap/server", (request, reply) =>
      withLink(request, reply, fieldsOf(request.body), async (link, form, given) => {
        const fields = trimmed(given);
        const { typed, values, problems: ofServers } = serversOf(ctx, link, fields);
        const problems = { ...(await loginProblems(ctx, link, { ...typed, password: "*" })), ...ofServers };
        if (Object.keys(problems).length > 0) return serversPage(form, values, { problems });
        const tried = await tryServers(ctx, link, typed, AbortSignal.timeout(PROBE_TIMEOUT_MS));
        if (fields["action"] === "try" || !isWorking(tried)) return serversPage(form, values, { tried });
        return finish(link, form.locale, await addAccount(ctx, link, typed));
      }),
    );

    // Where the provider leads back to, with a code or with its reasons.
    pages.get("/oauth", async (request, reply) => {
      const query = fieldsOf(request.query);
      const locale = localeFor(request);
      const answer = {
        state: query["state"],
        code: query["code"],
        error: query["error"],
        errorDescription: query["error_description"],
        clientInfo: query["client_info"],
      };
      try {
        const done = await finishConsent(ctx, answer, AbortSignal.timeout(PROBE_TIMEOUT_MS));
        return await send(request, reply, 200, donePage(locale, withOutcome(done.redirectUrl, done)));
      } catch (error) {
        if (!(error instanceof ConsentFailed)) return failed(request, reply, locale, error);
        return send(request, reply, 400, consentProblemPage(locale, error.problem, error));
      }
    });

    type Page = PlainPage | { redirected: true };

    async function withLink(
      request: FastifyRequest,
      reply: FastifyReply,
      fields: Fields,
      act: (link: FormLink, form: FormOfLink, fields: Fields) => Promise<Page>,
    ): Promise<FastifyReply> {
      const locale = localeFor(request, fields["locale"]);
      if (localeOf(fields["locale"]) !== undefined)
        void reply.header("Set-Cookie", `locale=${locale}; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly`);
      try {
        if (request.method !== "GET" && isForeignPage(request, ctx.settings.get("serviceUrl")))
          throw new PosthornError("forbidden", "The form was sent by a page of somebody else");
        const { data = "", sig = "" } = fields;
        const page = await act(await openFormLink(ctx, { data, sig }), { locale, data, sig }, fields);
        if ("redirected" in page) return reply;
        return await send(request, reply, 200, page);
      } catch (error) {
        return failed(request, reply, locale, error);
      }
    }

    function failed(request: FastifyRequest, reply: FastifyReply, locale: Locale, error: unknown) {
      const kind = error instanceof PosthornError ? error.kind : undefined;
      if (kind === "forbidden" || kind === "not_found")
        return send(request, reply, 403, formProblemPage(locale, "broken"));
      if (kind === "limited") return send(request, reply, 429, formProblemPage(locale, "tooMany"));
      if (kind === "invalid") return send(request, reply, 400, consentProblemPage(locale, { kind: "taken" }));
      ctx.log.error({ err: error }, "A page of the hosted form failed");
      return send(request, reply, 500, formProblemPage(locale, "failed"));
    }

    function send(request: FastifyRequest, reply: FastifyReply, status: number, page: PlainPage) {
      const { nonce } = request;
      const { theme } = fieldsOf(request.query);
      return sendPlainPage(reply, nonce, status, branded(page, brandingOf(ctx.settings), { nonce, theme }));
    }

    const localeFor = ({ raw: { url }, headers }: FastifyRequest, named?: string): Locale =>
      localeOf(named) ?? resolveLocale({ url, headers, setting: ctx.settings.get("locale") });
  });
}

function redirect(reply: FastifyReply, url: string): { redirected: true } {
  void reply.redirect(url, 302);
  return { redirected: true };
}

const finish = (link: FormLink, locale: Locale, registered: Registered) =>
  donePage(locale, withOutcome(link.redirectUrl, registered));

function withOutcome(redirectUrl: string | null, { account, state }: Registered): string | null {
  if (redirectUrl === null) return null;
  const url = new URL(redirectUrl);
  url.searchParams.set("account", account);
  url.searchParams.set("state", state);
  return url.href;
}

/** Of a field that was sent twice the first counts. */
function fieldsOf(source: unknown): Fields {
  const fields: Fields = {};
  for (const [name, value] of Object.entries((source ?? {}) as Record<string, unknown>)) {
    const text: unknown = Array.isArray(value) ? value[0] : value;
    if (typeof text === "string") fields[name] = text;
  }
  return fields;
}

/** As typed, without the space around it that nobody means; a password may mean it. */
const trimmed = (fields: Fields): Fields =>
  Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, /pass|sealed/.test(name) ? value : value?.trim()]),
  );

async function loginProblems(
  ctx: Context,
  link: FormLink,
  { name, email, password }: { name: string; email: string; password: string },
): Promise<FieldProblems> {
  const wanted = isEmail(email) ? await addressWanted(ctx, link, email) : undefined;
  return {
    ...((name === "" || name.length > 256) && { name: { key: "needed" as const } }),
    ...(!isEmail(email) && { email: { key: "badEmail" as const } }),
    ...(wanted !== undefined && { email: { key: "wrongAddress" as const, values: { expected: wanted } } }),
    ...((password === "" || password.length > 256) && { password: { key: "needed" as const } }),
  };
}

/** The page of servers as it was filled in. Passwords that were left empty are the one typed before. */
function serversOf(ctx: Context, link: FormLink, fields: Fields) {
  const problems: Record<string, FieldProblems[string]> = {};
  const before = openPassword(ctx, link, fields["sealed"] ?? "");
  const imapDisabled = fields["imap_disabled"] === "true" || fields["imap_disabled"] === "on";
  const server = (name: "imap" | "smtp"): TypedServer => {
    const field = (key: string) => fields[`${name}_${key}`] ?? "";
    const port = Number(field("port"));
    const pass = field("auth_pass") || (before ?? "");
    if (!isHostname(field("host"))) problems[`${name}_host`] = { key: "badServer" };
    if (!Number.isInteger(port) || port < 1 || port > 65_535) problems[`${name}_port`] = { key: "badPort" };
    const user = field("auth_user");
    if (user === "" || user.length > 256) problems[`${name}_auth_user`] = { key: "needed" };
    if (pass === "" || pass.length > 256) problems[`${name}_auth_pass`] = { key: "needed" };
    return { host: field("host"), port, secure: ["true", "on"].includes(field("secure")), user, pass };
  };
  const { name = "", email = "", tz = "", sealed = "" } = fields;
  const shown = (key: "imap" | "smtp") => ({
    host: fields[`${key}_host`] ?? "",
    port: fields[`${key}_port`] ?? "",
    secure: ["true", "on"].includes(fields[`${key}_secure`] ?? ""),
    user: fields[`${key}_auth_user`] ?? "",
  });
  const typed: TypedAccount = {
    name,
    email,
    ...(tz !== "" && { tz: tz.slice(0, 100) }),
    imap: imapDisabled ? null : server("imap"),
    smtp: server("smtp"),
  };
  const values: ServerValues = { name, email, tz, imapDisabled, imap: shown("imap"), smtp: shown("smtp"), sealed };
  return { typed, values, problems };
}

const passwordOf = ({ n }: FormLink) => `form ${n}`;

/** So that a password can come back with the next page without being in it. */
const sealPassword = (ctx: Context, link: FormLink, password: string) =>
  ctx.storage.vault.seal(password, passwordOf(link));

function openPassword(ctx: Context, link: FormLink, sealed: string): string | undefined {
  if (sealed === "") return undefined;
  try {
    return ctx.storage.vault.open(sealed, passwordOf(link));
  } catch {
    return undefined;
  }
}
