import type { texts } from "../../pages/account-events/texts.ts";

export const accountEvents: typeof texts = {
  title: "Événements récents",
  columns: { event: "Événement", about: "Objet", folder: "Dossier", time: "Date" },
  empty: "Aucun événement de ce compte n'est conservé. Ce qui se passe désormais apparaît ici.",
  more: "Afficher les plus anciens",
  follow: "Suivre ses événements",
  none: "–",
};
