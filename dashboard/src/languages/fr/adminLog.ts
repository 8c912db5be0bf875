import type { texts } from "../../pages/admin-log/texts.ts";
import { formatNumber, plural } from "../format.ts";

export const adminLog: typeof texts = {
  title: "Journal d'administration",
  description:
    "Ce que les personnes connectées ont fait ou tenté de faire, du plus récent au plus ancien. Ce que font les programmes figure dans les journaux de leurs jetons.",
  counted: (count: number) => `${formatNumber(count)} ${plural(count, { one: "entrée", other: "entrées" })}`,
  empty: "Personne n'a encore rien fait.",
  columns: { time: "Date", user: "Qui", call: "Action", target: "Objet", outcome: "Résultat", address: "Depuis" },
  unknown: "inconnu",
  none: "–",
  command: "ligne de commande",
  user: "Utilisateur",
  action: "Type",
  everyAction: "Tous les types",
  actions: { read: "Consultation", write: "Modification", send: "Envoi", destructive: "Suppression" },
  outcome: "Résultat",
  everyOutcome: "Tous les résultats",
  outcomes: { succeeded: "Réussi", failed: "Échoué" },
  from: "Depuis le",
  to: "Jusqu'au",
  how: {
    password: "par mot de passe",
    totp: "par code à usage unique",
    "recovery-code": "par code de récupération",
    passkey: "par clé d'accès",
    oidc: "par OpenID Connect",
    okta: "par Okta",
  },
  changes: {
    title: "Ce qui a changé",
    show: (count: number) =>
      `Montrer ${formatNumber(count)} ${plural(count, { one: "changement", other: "changements" })}`,
    none: "Ensuite, tout était comme avant.",
    untold: "L'avant et l'après ne sont pas consignés pour cette action.",
  },
  code: (status: number, code: string) => `${status} ${code}`,
};
