import type { texts } from "../../pages/applications/texts.ts";
import { formatNumber, plural } from "../format.ts";

const accounts = (count: number) => `${formatNumber(count)} ${plural(count, { one: "compte", other: "comptes" })}`;

export const applications: typeof texts = {
  title: "Applications OAuth2",
  description:
    "Google, Microsoft et Mail.ru donnent accès aux boîtes mail à travers une application que vous enregistrez une fois chez eux.",
  add: "Ajouter une application",
  empty:
    "Enregistrez une application chez un fournisseur et ajoutez-la ici. Dès lors, ses comptes n'ont plus besoin de mot de passe : leurs propriétaires donnent leur accord, ou un administrateur autorise l'application pour tous.",
  tabs: { label: "Ce qui est affiché", applications: "Applications", subscriptions: "Abonnements Gmail" },
  counted: (count: number) => `${formatNumber(count)} ${plural(count, { one: "application", other: "applications" })}`,
  columns: {
    application: "Application",
    provider: "Fournisseur",
    served: "Accès par",
    state: "État",
    created: "Ajoutée",
  },
  open: "Ouvrir",
  edit: "Modifier",
  delete: "Supprimer",
  deleteTitle: (name: string) => `Supprimer l'application « ${name} » ?`,
  deleteText: (count: number) =>
    count === 0
      ? "Aucun compte ne l'utilise. Cette action est irréversible."
      : `${accounts(count)} ${plural(count, { one: "l'utilise et échoue", other: "l'utilisent et échouent" })} aussitôt : plus rien n'est lu ni envoyé. Pour remplacer un secret expiré, modifiez plutôt l'application. Cette action est irréversible.`,
  deleteUnknown: "Ses comptes échouent aussitôt : plus rien n'est lu ni envoyé. Cette action est irréversible.",
  deleted: "L'application est supprimée.",
  none: "–",
  providers: {
    gmail: "Google",
    gmailService: "Compte de service Google",
    outlook: "Microsoft",
    outlookService: "Microsoft, tout le locataire",
    mailRu: "Mail.ru",
    pubsub: "Notifications Gmail",
  },
  bases: { imap: "IMAP et SMTP", api: "L'API du fournisseur", pubsub: "Cloud Pub/Sub" },
  states: { on: "Activée", off: "Non proposée", failing: "En échec" },
  offHint: "Le formulaire hébergé ne la propose pas ; les comptes qui l'utilisent continuent.",
  subscriptions: {
    empty:
      "Aucune application n'écoute les notifications de Gmail. Sans elle, Gmail est interrogé toutes les dix minutes.",
    columns: {
      application: "Application",
      state: "État",
      error: "Ce qui ne va pas",
      project: "Projet",
      subscription: "Sujet et abonnement",
      expires: "Abandonné sans lecture après",
    },
    states: {
      ok: "À l'écoute",
      setup: "N'a pas pu être mise en place",
      pull: "Illisible",
      pending: "En préparation",
      update: "N'a pas pu être modifié",
    },
    ttl: "Google supprime un abonnement que personne ne lit pendant ce nombre de jours",
    ttlHint: "Vide : 31, comme chez Google. 0 : jamais",
    save: "Enregistrer",
    saved: "Le paramètre est enregistré.",
    never: "Jamais",
    days: (count: number) => `${formatNumber(count)} ${plural(count, { one: "jour", other: "jours" })}`,
  },
};
