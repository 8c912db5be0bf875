import type { texts } from "../../pages/authorize-agent/texts.ts";

export const authorizeAgent: typeof texts = {
  title: "Donner l'accès à un agent ?",
  asks: (client: string) => `${client} souhaite travailler avec ce Posthorn.`,
  asksUnnamed: "Un agent qui ne dit pas son nom souhaite travailler avec ce Posthorn.",
  returns: (place: string) => `La réponse va à ${place}`,
  returnsText:
    "Personne n'a vérifié le nom. N'approuvez que si vous venez de le demander vous-même et savez où va la réponse.",
  account: "Compte",
  accountHint: "Lié à un compte, il n'atteint rien d'autre",
  accountAny: "Tous les comptes",
  lasting: "L'accès n'expire pas. Vous pouvez l'arrêter ou le révoquer à tout moment sous Agents.",
  approve: "Approuver",
  deny: "Refuser",
  signIn: "Se connecter pour approuver",
  notAllowed: "Votre rôle ne permet pas de donner l'accès. Un administrateur le peut.",
  done: "C'est fait",
  back: (place: string) => `Votre navigateur est en route vers ${place}. Vous pouvez fermer cette fenêtre.`,
  fault: "Cette demande ne peut pas recevoir de réponse",
  faultText:
    "Personne n'a été envoyé nulle part, et rien n'a été donné. Recommencez là d'où vous venez, ou signalez-le à ses auteurs :",
  closed: "Les connecteurs web ne sont pas admis ici. Qui gère Posthorn peut les activer sous Agents.",
};
