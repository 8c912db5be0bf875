import type { texts } from "../../pages/security/texts.ts";
import { formatNumber, plural } from "../format.ts";

export const security: typeof texts = {
  title: "Votre sécurité",
  description: "Avec quoi vous vous connectez, et où vous êtes connecté.",
  password: {
    title: "Mot de passe",
    has: (name: string) => `Vous vous connectez en tant que ${name} avec un mot de passe.`,
    none: "Vous n'avez pas de mot de passe : quelqu'un d'autre nous dit qui vous êtes. Un propriétaire peut vous créer un lien pour en choisir un.",
    ofProvider:
      "Vous vous êtes connecté par le fournisseur de votre organisation. Ce qu'il demande, comme un second facteur, se règle là-bas.",
    change: "Le changer",
  },
  needed: {
    title: "Un second facteur est nécessaire",
    text: "Qui gère cette installation demande plus qu'un mot de passe. Activez les codes à usage unique d'une application de votre téléphone ; tout s'ouvre ensuite.",
    passkey: "Ou ajoutez une clé d'accès de votre appareil, déconnectez-vous et reconnectez-vous avec elle.",
  },
  totp: {
    title: "Codes à usage unique",
    on: "Après le mot de passe, un code est demandé, donné par une application sur votre téléphone. Depuis :",
    off: "Après le mot de passe, rien d'autre n'est demandé. Avec les codes d'une application sur votre téléphone, un mot de passe volé n'ouvre rien.",
    enable: "Activer",
    disable: "Désactiver",
    enableTitle: "Activer les codes à usage unique",
    confirmPassword: "D'abord votre mot de passe, pour que personne d'autre ne les active.",
    scan: "Scannez ceci avec une application d'authentification, ou saisissez-y le secret. Entrez ensuite le code qu'elle affiche.",
    qr: "Code QR pour une application d'authentification",
    secret: "Secret",
    code: "Code",
    needsCode: "Six chiffres",
    confirm: "Activer",
    next: "Suivant",
    enabled: "Les codes à usage unique sont activés. Vous êtes déconnecté partout ailleurs.",
    disableTitle: "Désactiver les codes à usage unique ?",
    disableText:
      "Dès lors, votre mot de passe seul ouvre le tableau de bord, et les codes de récupération ne valent plus.",
    disabled: "Les codes à usage unique sont désactivés.",
  },
  recovery: {
    title: "Codes de récupération",
    left: (count: number) =>
      count === 0
        ? "Il n'en reste aucun. Créez-en de nouveaux, pour pouvoir vous connecter sans votre téléphone."
        : `Il reste ${formatNumber(count)} ${plural(count, { one: "code", other: "codes" })}. Chacun ouvre le tableau de bord une fois, à la place d'un code à usage unique.`,
    renew: "En créer de nouveaux",
    renewTitle: "Créer de nouveaux codes de récupération ?",
    renewText: "Dès lors, les anciens ne valent plus.",
    shownTitle: "Vos codes de récupération",
    shown:
      "Gardez-les là où vous les retrouverez sans votre téléphone. Chacun peut servir une fois. Ils ne sont affichés que maintenant.",
    list: "Codes de récupération",
    copy: "Tout copier",
    save: "Enregistrer dans un fichier",
    file: "posthorn-codes-de-recuperation.txt",
    done: "Je les ai gardés",
  },
  passkeys: {
    title: "Clés d'accès",
    text: "Une clé d'accès est gardée par l'un de vos appareils. Elle vous connecte sans nom, mot de passe ni code.",
    add: "Ajouter une clé d'accès",
    unsupported: "Ce navigateur n'a pas de clés d'accès, ou la page n'a pas été ouverte en HTTPS.",
    none: "Il n'y en a pas encore.",
    columns: { name: "Clé d'accès", created: "Ajoutée", lastUsed: "Dernière utilisation" },
    never: "jamais",
    addTitle: "Ajouter une clé d'accès",
    addText: "Votre appareil vous demande de confirmer après votre mot de passe.",
    name: "Nom",
    nameHint: "De quel appareil il s'agit",
    usualName: "Mon appareil",
    needsName: "Donnez-lui un nom",
    added: "La clé d'accès est ajoutée.",
    notMade: "Aucune clé d'accès n'a été créée",
    notMadeText: "L'appareil a été interrogé et n'en a pas créé. Vous pouvez réessayer.",
    delete: "Supprimer",
    deleteTitle: (name: string) => `Supprimer la clé d'accès « ${name} » ?`,
    deleteText: "Elle n'ouvre plus rien. Supprimez-la aussi de l'appareil. Cette action est irréversible.",
    deleted: "La clé d'accès est supprimée.",
  },
  sessions: {
    title: "Sessions",
    text: (count: number) =>
      `Vous êtes connecté à ${formatNumber(count)} ${plural(count, { one: "endroit", other: "endroits" })}.`,
    show: "Les afficher",
    everywhere: "Se déconnecter partout",
  },
  currentPassword: "Mot de passe actuel",
  needsPassword: "Saisissez votre mot de passe",
};
