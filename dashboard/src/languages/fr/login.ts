import type { texts } from "../../pages/login/texts.ts";

export const login: typeof texts = {
  title: "Se connecter",
  name: "Nom d'utilisateur",
  password: "Mot de passe",
  remember: "Rester connecté pendant 30 jours",
  submit: "Se connecter",
  forgotten: "Mot de passe oublié ? Sur le serveur, cette commande en définit un nouveau :",
  or: "ou",
  passkey: "Se connecter avec une clé d'accès",
  signInWith: (provider: string) => `Se connecter avec ${provider}`,
  code: "Code",
  codeHint: "Les six chiffres de votre application d'authentification, ou un code de récupération",
  beginAgain: "Recommencer",
  wrongCode: { title: "Le code est faux", text: "Il a peut-être expiré ou déjà servi. Essayez le suivant." },
  wrongPasskey: {
    title: "La clé d'accès n'a pas été acceptée",
    text: "Elle a peut-être été retirée. Connectez-vous d'une autre façon.",
  },
  noPasskey: {
    title: "Aucune clé d'accès n'a été utilisée",
    text: "Choisissez-en une de ce site, ou connectez-vous d'une autre façon.",
  },
  tooLate: { title: "Cela a pris trop de temps", text: "Saisissez de nouveau votre nom et votre mot de passe." },
  locked: "Trop d'échecs",
  wrong: { title: "Le nom ou le mot de passe est faux", text: "Vérifiez les deux et réessayez." },
  tooMany: "Trop de tentatives",
  tooManyText: (wait: string) => `La connexion est bloquée pour un moment. ${wait || "Réessayez dans une minute."}`,
  notHere: "La connexion n'est pas possible d'ici",
  reasons: {
    ended: { title: "Votre session est terminée", text: "Connectez-vous pour reprendre où vous en étiez." },
    "provider-failed": {
      title: "Le fournisseur ne vous a pas connecté",
      text: "Il n'a pas pu être interrogé, ou a mis trop de temps. Réessayez.",
    },
    "provider-refused": {
      title: "Vous n'êtes pas autorisé à vous connecter ici",
      text: "Le fournisseur vous connaît, mais vous n'êtes pas parmi les personnes autorisées. Adressez-vous à la personne qui gère Posthorn.",
    },
    "signed-out": { title: "Vous êtes déconnecté", text: "" },
    "signed-out-everywhere": { title: "Vous êtes déconnecté partout", text: "" },
  },
  setup: {
    title: "Il n'y a pas encore d'utilisateur",
    link: "Ouvrez le lien que le serveur a affiché au démarrage. Il ressemble à ceci :",
    command: "Ou créez le premier utilisateur sur le serveur :",
  },
};
