import type { texts } from "../../pages/add-account/texts.ts";
import { formatNumber, plural } from "../format.ts";

export const addAccount: typeof texts = {
  title: "Ajouter un compte",
  back: "Comptes",
  description: "Connectez une boîte mail, de la façon qui convient à son propriétaire.",
  ways: {
    label: "Comment l'ajouter",
    manual: "Saisir moi-même",
    link: "Envoyer un lien",
    application: "Application OAuth2",
    file: "Depuis un fichier",
  },
  who: "Qui",
  name: "Nom complet",
  email: "Adresse e-mail",
  account: "Identifiant du compte",
  accountHint:
    "Le nom que les programmes lui donnent. Vide : il est inventé. Un compte qui porte déjà cet identifiant est modifié",
  accountPlaceholder: "Inventé si vide",
  find: "Trouver les serveurs",
  found: {
    title: "Les serveurs ont été trouvés",
    mx: "D'après la destination du courrier du domaine, un fournisseur que nous connaissons.",
    autoconfig: "Le domaine lui-même les indique.",
    "well-known": "Le domaine lui-même les indique.",
    srv: "Le DNS du domaine les indique.",
    mozilla: "D'après la collection de Mozilla.",
    autodiscover: "Le serveur Exchange du domaine les indique.",
    unknownTitle: "Aucun serveur n'a été trouvé pour cette adresse",
    unknown:
      "Son fournisseur n'indique rien aux programmes. Consultez ses pages d'aide et saisissez les serveurs ci-dessous.",
    partTitle: "L'un des serveurs a été trouvé",
    part: "Saisissez l'autre ci-dessous, ou désactivez-le.",
    appPassword: (provider: string) => `${provider} demande un mot de passe créé pour les logiciels de messagerie`,
    noPassword: (provider: string) => `${provider} n'accepte pas de mot de passe`,
  },
  add: "Ajouter le compte",
  added: "Le compte est ajouté.",
  changed: "Le compte est modifié.",
  link: {
    title: "Un lien vers un formulaire",
    text: "Quiconque ouvre le lien connecte sa propre boîte mail : par son fournisseur, ou avec son mot de passe, que vous ne voyez jamais. Il fonctionne une fois, dans les 24 heures.",
    nameHint: "Rempli d'avance ; la personne peut le changer",
    emailHint: "Remplie d'avance",
    pinned: "N'accepter que cette adresse",
    pinnedHint: "Si la personne se connecte avec une autre, elle en est avertie et rien n'est enregistré",
    delegated: "Une boîte partagée : une autre personne se connecte",
    delegatedHint: "De Microsoft 365 ; l'adresse est celle de la boîte partagée",
    redirectUrl: "Où aller ensuite",
    redirectUrlHint:
      "Une page à vous, complétée par « account » et « state ». Par défaut, c'est la liste des comptes ici",
    make: "Créer le lien",
    made: "Le lien est créé",
    madeText: "Transmettez-le, ou ouvrez-le ici. Il fonctionne une fois, dans les 24 heures.",
    url: "Lien vers le formulaire",
    copy: "Copier le lien",
    open: "L'ouvrir ici",
    another: "Créer un autre lien",
    missingServiceUrl: "On ne sait pas encore où Posthorn est joignable",
    missingServiceUrlText:
      "Un tel lien doit nommer ce serveur. Définissez l'adresse de ce service dans les paramètres (serviceUrl), puis créez le lien.",
  },
  application: {
    choose: "Application OAuth2",
    placeholder: "Choisissez-en une",
    none: "Aucune application OAuth2 n'est prête",
    noneText:
      "Google et Microsoft donnent accès à travers une application que vous enregistrez une fois chez eux. Ajoutez-la ici et activez-la.",
    toApplications: "Applications OAuth2",
    consent:
      "Le propriétaire de la boîte mail donne son accord sur la page du fournisseur. Créez un lien et transmettez-le, ou ouvrez-le ici.",
    service:
      "Son administrateur a autorisé cette application pour toutes les boîtes mail : nommez-en une, elle est ajoutée aussitôt.",
    user: "Se connecte en tant que",
    userHint: "Seulement si ce n'est pas l'adresse elle-même (chez Microsoft, le nom d'utilisateur principal)",
  },
  file: {
    title: "Comptes d'un fichier CSV",
    text: "La première ligne nomme les colonnes, dans n'importe quel ordre ; seules « email » et « password » sont nécessaires :",
    columnsLabel: "Colonnes",
    hint: "Sans serveur IMAP indiqué, les deux serveurs sont trouvés d'après l'adresse. Un compte dont l'identifiant existe déjà est modifié. Le fichier est lu dans ce navigateur et n'est pas conservé.",
    choose: "Choisir un fichier CSV",
    example: "Enregistrer un exemple",
    tooLarge: "Le fichier dépasse 5 Mo. Divisez-le.",
    found: (count: number) =>
      plural(count, {
        one: `${formatNumber(count)} compte dans le fichier`,
        other: `${formatNumber(count)} comptes dans le fichier`,
      }),
    unknown: (names: string) => `Ces colonnes sont inconnues et ignorées : ${names}`,
    faulty: (count: number) =>
      plural(count, {
        one: `${formatNumber(count)} compte ne peut pas être ajouté. Corrigez-le dans le fichier ou laissez-le de côté.`,
        other: `${formatNumber(count)} comptes ne peuvent pas être ajoutés. Corrigez-les dans le fichier ou laissez-les de côté.`,
      }),
    more: (count: number) => `et ${formatNumber(count)} de plus`,
    add: (count: number) =>
      plural(count, { one: `Ajouter ${formatNumber(count)} compte`, other: `Ajouter ${formatNumber(count)} comptes` }),
    adding: "Ajout des comptes",
    added: (count: number) =>
      plural(count, { one: `${formatNumber(count)} compte ajouté.`, other: `${formatNumber(count)} comptes ajoutés.` }),
    columns: { line: "Ligne", account: "Compte", servers: "Serveurs", state: "État" },
    lookedUp: "trouvés d'après l'adresse",
    ready: "Prêt",
    row: (line: number, email: string) => `Ligne ${line} : ${email}`,
    noServers: "Aucun serveur trouvé pour cette adresse ; indiquez-les dans le fichier",
    needsEmail: "Il faut une adresse e-mail",
    needsPassword: "Il faut un mot de passe",
    needsPort: "Le port n'est pas valable",
    twice: (account: string) => `« ${account} » figure deux fois dans le fichier`,
  },
};
