import type { Locale } from "@posthorn/contracts/locales";
import { AUTHENTICATION_FORM_TEXTS } from "@posthorn/contracts/texts/authentication-form";
import type { AuthenticationFormTexts } from "@posthorn/contracts/texts/authentication-form/en";
import { fillTemplate } from "@posthorn/contracts/texts/template";
import type { ConsentProblem } from "../../services/consents/problem.ts";
import type { FoundServers, TriedServers, TypedServer } from "../../services/authentication-form/mail-servers.ts";
import { escapeHtml, type PlainPage } from "./plain-page.ts";

type TextKey = keyof AuthenticationFormTexts;

/** A text, as HTML; what stands in for its placeholders is escaped, too. */
export function formText(locale: Locale, key: TextKey, values: Record<string, string> = {}): string {
  const escaped = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, escapeHtml(value)]));
  return fillTemplate(escapeHtml(AUTHENTICATION_FORM_TEXTS[locale][key]), escaped);
}

/** What comes back with each form: the link that it belongs to. */
export interface FormOfLink {
  locale: Locale;
  data: string;
  sig: string;
}

const page = (locale: Locale, title: TextKey, body: string): PlainPage => ({
  lang: locale,
  title: AUTHENTICATION_FORM_TEXTS[locale][title],
  body: `<h1>${formText(locale, title)}</h1>\n${body}`,
});

export interface Choice {
  /** The application, or `imap`. */
  type: string;
  /** The caption that the operator gave. */
  title: string | null;
  /** Google, Microsoft, Mail.ru; null for IMAP. */
  provider: string | null;
}

/** One link for each way to connect a mailbox; a link, since a form may not lead to the provider. */
export function chooserPage({ locale, data, sig }: FormOfLink, choices: readonly Choice[]): PlainPage {
  const links = choices.map(({ type, title, provider }) => {
    const query = new URLSearchParams({ data, sig, type });
    const caption =
      title !== null
        ? escapeHtml(title)
        : provider === null
          ? formText(locale, "otherMailbox")
          : formText(locale, "signInWith", { provider });
    const look = provider === null ? "ee-btn second" : "ee-btn";
    return `<li><a class="${look}" href="/accounts/new?${escapeHtml(query.toString())}">${caption}</a></li>`;
  });
  return page(
    locale,
    "title",
    `<p>${formText(locale, "choose")}</p>\n<ul class="choices">\n${links.join("\n")}\n</ul>`,
  );
}

/** A fault of a field, and what stands for its parts. */
export type FieldProblem = { key: TextKey; values?: Record<string, string> };
export type FieldProblems = Readonly<Record<string, FieldProblem>>;

export interface LoginValues {
  name: string;
  email: string;
}

/** Asks who somebody is and for the password. What was typed comes back, the password never. */
export function loginPage(form: FormOfLink, values: LoginValues, problems: FieldProblems = {}): PlainPage {
  const { locale } = form;
  const field = fieldsOf(locale, problems);
  return page(
    locale,
    "loginTitle",
    `<form method="post" action="/accounts/new/imap">
${hidden(form)}
${field("name", "name", { value: values.name, autocomplete: "name" })}
${field("email", "email", { value: values.email, type: "email", autocomplete: "email" })}
${field("password", "password", { type: "password", autocomplete: "current-password", hint: formText(locale, "passwordKept") })}
<p class="actions"><button class="ee-btn">${formText(locale, "continue")}</button></p>
</form>`,
  );
}

export interface ServerValues extends LoginValues {
  tz?: string;
  imapDisabled: boolean;
  imap: Partial<Record<keyof TypedServer, string | boolean>>;
  smtp: Partial<Record<keyof TypedServer, string | boolean>>;
  /** The password that was typed before, sealed; empty when there is none. */
  sealed: string;
}

/** Shows the servers, filled in as far as they are known, and what came of trying them. */
export function serversPage(
  form: FormOfLink,
  values: ServerValues,
  { found, tried, problems = {} }: { found?: FoundServers; tried?: TriedServers; problems?: FieldProblems },
): PlainPage {
  const { locale } = form;
  const field = fieldsOf(locale, problems);
  const text = (key: TextKey, more?: Record<string, string>) => formText(locale, key, more);
  const group = (name: "imap" | "smtp", legend: TextKey) => {
    const known = values[name];
    const outcome = tried?.[name];
    const autocomplete = "off";
    return `<fieldset>
<legend>${text(legend)}</legend>
${field(`${name}_host`, "server", { value: str(known.host), autocomplete })}
${field(`${name}_port`, "port", { value: str(known.port), inputmode: "numeric", autocomplete })}
${checkbox(`${name}_secure`, text("tls"), known.secure === true)}
${field(`${name}_auth_user`, "user", { value: str(known.user), autocomplete: "username" })}
${field(`${name}_auth_pass`, "password", {
  type: "password",
  autocomplete: "current-password",
  ...(values.sealed !== "" && { hint: text("passwordSame"), isOptional: true }),
})}
${outcome === undefined ? "" : outcome.success ? `<p class="ee-alert good" role="status">${text("works")}</p>` : `<p class="ee-alert bad" role="alert">${text("fails", { reason: outcome.responseText ?? outcome.error ?? outcome.code ?? "" })}</p>`}
</fieldset>`;
  };
  const { appPassword } = found ?? {};
  const provider = appPassword?.provider ?? "";
  const advice = [
    ...(found
      ? [
          found.imap || found.smtp
            ? text("serversFound", { email: values.email })
            : text("serversUnknown", { email: values.email }),
        ]
      : []),
    ...(appPassword?.required === true ? [text("appPassword", { provider })] : []),
    ...(appPassword?.warning !== undefined ? [text("oauthOnly", { provider })] : []),
  ];
  return page(
    locale,
    "serversTitle",
    `${advice.map((line) => `<p>${line}</p>`).join("\n")}
<form method="post" action="/accounts/new/imap/server">
${hidden(form)}
${["name", "email", "tz", "sealed"].map((name) => hiddenField(name, str((values as unknown as Record<string, unknown>)[name]))).join("\n")}
${group("imap", "incoming")}
${checkbox("imap_disabled", text("sendOnly"), values.imapDisabled)}
${group("smtp", "outgoing")}
<p class="actions"><button class="ee-btn" name="action" value="add">${text("add")}</button>
<button class="ee-btn second" name="action" value="try">${text("try")}</button></p>
</form>`,
  );
}

/** Tells that it is done, and goes on by itself: a form may not lead anywhere else. */
export function donePage(locale: Locale, goTo: string | null): PlainPage {
  if (goTo === null) return page(locale, "doneTitle", `<p>${formText(locale, "doneHere")}</p>`);
  const href = escapeHtml(goTo);
  return {
    ...page(
      locale,
      "doneTitle",
      `<p>${formText(locale, "done")}</p>\n<p><a class="ee-btn" href="${href}">${formText(locale, "continue")}</a></p>`,
    ),
    head: `<meta http-equiv="refresh" content="0;url=${href}">`,
  };
}

const PROBLEM_TEXTS: Record<ConsentProblem["kind"], [TextKey, TextKey]> = {
  expired: ["brokenTitle", "broken"],
  cancelled: ["cancelledTitle", "cancelled"],
  refused: ["refusedTitle", "refused"],
  unreachable: ["unreachableTitle", "unreachable"],
  missingScopes: ["missingTitle", "missing"],
  wrongAccount: ["wrongTitle", "wrong"],
  taken: ["takenTitle", "taken"],
};

/** Why a consent came to nothing, how to try again where that helps, and the way back where there is one. */
export function consentProblemPage(
  locale: Locale,
  problem: ConsentProblem,
  { retryUrl, backUrl }: { retryUrl?: string | undefined; backUrl?: string | undefined } = {},
): PlainPage {
  const [title, text] = PROBLEM_TEXTS[problem.kind];
  const values = Object.fromEntries(
    Object.entries(problem).map(([name, value]) => [name, Array.isArray(value) ? value.join(", ") : String(value)]),
  );
  const ways = [
    ...(retryUrl === undefined ? [] : [button(locale, "retry", retryUrl, "ee-btn")]),
    ...(backUrl === undefined ? [] : [button(locale, "back", backUrl, "ee-btn second")]),
  ];
  return page(
    locale,
    title,
    `<p>${formText(locale, text, values)}</p>${ways.length === 0 ? "" : `\n<p class="actions">${ways.join("\n")}</p>`}`,
  );
}

const button = (locale: Locale, key: TextKey, url: string, look: string) =>
  `<a class="${look}" href="${escapeHtml(url)}">${formText(locale, key)}</a>`;

/** For a link that can't be used. */
export const formProblemPage = (locale: Locale, kind: "broken" | "tooMany" | "failed"): PlainPage =>
  page(locale, `${kind}Title`, `<p>${formText(locale, kind)}</p>`);

interface FieldLook {
  value?: string;
  type?: string;
  autocomplete?: string;
  inputmode?: string;
  /** HTML. */
  hint?: string;
  isOptional?: boolean;
}

function fieldsOf(locale: Locale, problems: FieldProblems) {
  return (name: string, label: TextKey, look: FieldLook): string => {
    const problem = problems[name];
    const hints = [
      ...(look.hint === undefined ? [] : [`<span class="hint" id="${name}-hint">${look.hint}</span>`]),
      ...(problem
        ? [`<span class="ee-alert bad" id="${name}-bad">${formText(locale, problem.key, problem.values)}</span>`]
        : []),
    ];
    const described = [...(look.hint === undefined ? [] : [`${name}-hint`]), ...(problem ? [`${name}-bad`] : [])];
    return `<p class="field"><label for="${name}">${formText(locale, label)}</label>
<input class="ee-input" id="${name}" name="${name}" type="${look.type ?? "text"}" value="${escapeHtml(look.value ?? "")}"${look.autocomplete === undefined ? "" : ` autocomplete="${look.autocomplete}"`}${look.inputmode === undefined ? "" : ` inputmode="${look.inputmode}"`}${described.length > 0 ? ` aria-describedby="${described.join(" ")}"` : ""}${problem ? ' aria-invalid="true"' : ""}>
${hints.join("\n")}</p>`;
  };
}

const checkbox = (name: string, label: string, isChecked: boolean) =>
  `<p class="field"><label class="check"><input type="checkbox" name="${name}" value="true"${isChecked ? " checked" : ""}> ${label}</label></p>`;

const hidden = ({ data, sig }: FormOfLink) => `${hiddenField("data", data)}\n${hiddenField("sig", sig)}`;

const hiddenField = (name: string, value: string) =>
  `<input type="hidden" name="${name}" value="${escapeHtml(value)}">`;

const str = (value: unknown) => (typeof value === "string" || typeof value === "number" ? String(value) : "");
