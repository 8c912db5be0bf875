import { formatNumber, plural } from "../format.ts";
import type { texts } from "../../pages/applications/texts.ts";

const accounts = (count: number) => `${formatNumber(count)} ${plural(count, { one: "account", other: "accounts" })}`;

export const applications: typeof texts = {
  title: "OAuth2-toepassingen",
  description:
    "Google, Microsoft en Mail.ru laten programma’s in postvakken via een toepassing die u er één keer registreert.",
  add: "Toepassing toevoegen",
  empty:
    "Registreer een toepassing bij een provider en sla ze hier op. Daarna hebben haar accounts geen wachtwoord nodig: de eigenaren geven toestemming, of een beheerder laat de toepassing toe voor iedereen.",
  tabs: { label: "Weergave", applications: "Toepassingen", subscriptions: "Gmail-abonnementen" },
  counted: (count: number) => `${formatNumber(count)} ${plural(count, { one: "toepassing", other: "toepassingen" })}`,
  columns: {
    application: "Toepassing",
    provider: "Provider",
    served: "Bediend via",
    state: "Status",
    created: "Toegevoegd",
  },
  open: "Openen",
  edit: "Bewerken",
  delete: "Verwijderen",
  deleteTitle: (name: string) => `Toepassing ‘${name}’ verwijderen?`,
  deleteText: (count: number) =>
    count === 0
      ? "Geen account gebruikt ze. Dit kan niet ongedaan worden gemaakt."
      : `${accounts(count)} ${plural(count, { one: "gebruikt ze en valt", other: "gebruiken ze en vallen" })} meteen uit: er wordt niets meer gelezen of verzonden. Om een verlopen geheim te vervangen, wijzigt u in plaats daarvan de toepassing. Dit kan niet ongedaan worden gemaakt.`,
  deleteUnknown:
    "De accounts vallen meteen uit: er wordt niets meer gelezen of verzonden. Dit kan niet ongedaan worden gemaakt.",
  deleted: "De toepassing is verwijderd.",
  none: "–",
  providers: {
    gmail: "Google",
    gmailService: "Google-serviceaccount",
    outlook: "Microsoft",
    outlookService: "Microsoft, hele tenant",
    mailRu: "Mail.ru",
    pubsub: "Gmail-meldingen",
  },
  bases: { imap: "IMAP en SMTP", api: "De API van de provider", pubsub: "Cloud Pub/Sub" },
  states: { on: "Ingeschakeld", off: "Niet aangeboden", failing: "Verstoord" },
  offHint: "Het gehoste formulier biedt ze niet aan; accounts die ze hebben, gaan door.",
  subscriptions: {
    empty: "Geen toepassing luistert naar de meldingen van Gmail. Zonder wordt Gmail elke tien minuten bevraagd.",
    columns: {
      application: "Toepassing",
      state: "Status",
      error: "Wat er mis is",
      project: "Project",
      subscription: "Onderwerp en abonnement",
      expires: "Vervalt ongelezen na",
    },
    states: {
      ok: "Luistert",
      setup: "Kon niet worden ingesteld",
      pull: "Niet leesbaar",
      pending: "Wordt ingericht",
      update: "Kon niet worden gewijzigd",
    },
    ttl: "Google verwijdert een abonnement dat niemand leest na zoveel dagen",
    ttlHint: "Leeg: 31, zoals bij Google. 0: nooit",
    save: "Opslaan",
    saved: "De instelling is opgeslagen.",
    never: "Nooit",
    days: (count: number) => `${formatNumber(count)} ${plural(count, { one: "dag", other: "dagen" })}`,
  },
};
