import type { texts } from "../../pages/account-export/texts.ts";
import { formatNumber, plural } from "../format.ts";

export const accountExport: typeof texts = {
  title: "Nouvel export",
  description:
    "Tous les messages d'une période dans un seul fichier : tous les dossiers sauf les indésirables et la corbeille, ou le dossier de tous les messages s'il y en a un.",
  from: "Reçus à partir du",
  to: "Jusqu'au",
  format: "Format",
  formats: { ndjson: "JSON, une ligne par message", mbox: "mbox, chaque message tel quel" },
  attachments: "Avec les pièces jointes",
  attachmentsHint: "Les messages tels quels les ont toujours",
  start: "Lancer l'export",
  started: "L'export est en route.",
  order: "La fin précède le début",
  needs: "Ce champ est nécessaire",
  list: "Exports",
  empty: "Il n'y a pas d'export de ce compte.",
  range: (from: string, to: string) => `du ${from} au ${to}`,
  expires: "Supprimé",
  created: "Commencé",
  statuses: {
    queued: "En attente",
    processing: "En cours",
    completed: "Prêt",
    failed: "Échoué",
    cancelled: "Annulé",
  },
  phases: {
    indexing: (scanned: number, total: number) =>
      `Recherche des messages : ${formatNumber(scanned)} dossiers sur ${formatNumber(total)}`,
    exporting: (done: number, total: number) => `${formatNumber(done)} messages sur ${formatNumber(total)}`,
    complete: (done: number) => `${formatNumber(done)} ${plural(done, { one: "message", other: "messages" })}`,
  },
  skipped: (count: number) =>
    `${formatNumber(count)} ${plural(count, { one: "omis : disparu entre-temps ou trop grand", other: "omis : disparus entre-temps ou trop grands" })}`,
  size: (size: string) => `${size} avant compression`,
  truncated: "Une limite l'a écourté : il ne contient pas tous les messages.",
  progress: "Avancement de l'export",
  download: "Télécharger",
  delete: "Supprimer",
  cancel: "Arrêter et supprimer",
  deleteTitle: "Supprimer cet export ?",
  deleteText: "Son fichier disparaît. Les messages restent où ils sont. Cette action est irréversible.",
  deleted: "L'export est supprimé.",
};
