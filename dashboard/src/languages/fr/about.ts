import type { texts } from "../../pages/about/texts.ts";

export const about: typeof texts = {
  title: "À propos",
  description: "Posthorn est un logiciel libre sous licence MIT. Aucune clé de licence n'est nécessaire.",
  versions: "Versions",
  posthorn: "Posthorn",
  node: "Node.js",
  system: "Système",
  store: "Base de données",
  latency: "Temps de réponse",
  imap: "Bibliothèque IMAP",
  build: "Build",
  upgrade: "Mise à niveau",
  upgradeText:
    "Arrêtez Posthorn, mettez la nouvelle version à sa place et démarrez-la : la base de données se met à jour d'elle-même. Faites d'abord une sauvegarde.",
  backup: "Avant une mise à niveau",
  legal: "De quoi il est fait",
  licenses: "Licences de ce que Posthorn utilise",
  sbom: "Liste des composants (CycloneDX)",
  help: "Quand quelque chose ne va pas",
  helpText: "Cette commande examine l'installation et dit ce qui ne va pas :",
  command: "Commande",
};
