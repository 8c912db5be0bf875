import { type Locale } from "@posthorn/contracts/locales";
import { previewPage as promise, type PreviewedPage } from "@posthorn/contracts/settings";
import { verb } from "../../services/verb.ts";
import { type FormOfLink, chooserPage, loginPage, serversPage } from "./authentication-form-pages.ts";
import { branded } from "./branding.ts";
import { type PlainPage, plainPageHtml } from "./plain-page.ts";
import { unsubscribePage } from "./unsubscribe-page.ts";

const ADA = { name: "Ada Lovelace", email: "ada@example.com" };
/** Those of no link. */
const SIGNED = { data: "", sig: "" };

const list = (locale: Locale, state: "ask" | "gone") =>
  unsubscribePage({ locale, state, address: ADA.email, list: "newsletter", action: "", ...SIGNED });

const PAGES: Record<PreviewedPage, (form: FormOfLink) => PlainPage> = {
  choose: (form) =>
    chooserPage(form, [
      { type: "", title: null, provider: "Google" },
      { type: "", title: null, provider: "Microsoft" },
      { type: "imap", title: null, provider: null },
    ]),
  login: (form) => loginPage(form, ADA, { password: { key: "needed" } }),
  servers: (form) =>
    serversPage(
      form,
      {
        ...ADA,
        imapDisabled: false,
        sealed: "",
        imap: { host: "imap.example.com", port: "993", secure: true, user: ADA.email },
        smtp: { host: "smtp.example.com", port: "465", secure: true, user: ADA.email },
      },
      {},
    ),
  unsubscribe: ({ locale }) => list(locale, "ask"),
  unsubscribed: ({ locale }) => list(locale, "gone"),
};

/** The verb stands here, and not with the others: what it answers is a page, which only this room can make. */
export const previewPage = verb(promise, async (ctx, { body: { page, theme, locale, ...branding } }) => {
  const form = { locale: locale ?? ctx.settings.get("locale") ?? "en", ...SIGNED };
  return { html: plainPageHtml(branded(PAGES[page](form), branding, { theme })) };
});
