import type { texts } from "../../pages/sessions/texts.ts";

export const sessions: typeof texts = {
  browserOn: (browser: string, system: string) => `${browser} sur ${system}`,
  title: "Où vous êtes connecté",
  description: "Si vous ne reconnaissez pas une session, déconnectez-la et changez votre mot de passe.",
  current: "Ce navigateur",
  unknownBrowser: "Programme inconnu",
  lastSeen: "Vue pour la dernière fois",
  since: "connectée",
  until: "se termine",
  signOut: "Déconnecter",
  signedOut: "Cette session est déconnectée.",
  everywhere: "Se déconnecter partout",
  everywhereTitle: "Se déconnecter partout ?",
  everywhereText: "Toutes vos sessions se terminent, celle-ci aussi. Les jetons d'accès continuent de fonctionner.",
};
