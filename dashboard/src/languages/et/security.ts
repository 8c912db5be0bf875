import type { texts } from "../../pages/security/texts.ts";
import { formatNumber, plural } from "../format.ts";

export const security: typeof texts = {
  title: "Teie turvalisus",
  description: "Millega te sisse logite ja kus olete sisse logitud.",
  password: {
    title: "Parool",
    has: (name: string) => `Logite sisse kasutajana ${name} parooliga.`,
    none: "Teil pole parooli: keegi teine ütleb meile, kes te olete. Omanik saab luua teile lingi parooli valimiseks.",
    ofProvider:
      "Logisite sisse oma organisatsiooni teenusepakkuja kaudu. Tema nõuded, näiteks teine tegur, seadistatakse seal.",
    change: "Muuda",
  },
  needed: {
    title: "Vaja on teist tegurit",
    text: "Selle paigalduse haldaja nõuab enamat kui parooli. Lülitage sisse ühekordsed koodid oma telefoni rakendusest; seejärel avaneb kõik.",
    passkey: "Või lisage oma seadme pääsuvõti, logige välja ja sellega uuesti sisse.",
  },
  totp: {
    title: "Ühekordsed koodid",
    on: "Parooli järel küsitakse koodi telefoni rakendusest. Alates:",
    off: "Parooli järel ei küsita rohkem midagi. Telefoni rakenduse koodidega ei ava varastatud parool midagi.",
    enable: "Lülita sisse",
    disable: "Lülita välja",
    enableTitle: "Ühekordsete koodide sisselülitamine",
    confirmPassword: "Esmalt teie parool, et keegi teine neid sisse ei lülitaks.",
    scan: "Skannige see autentimisrakendusega või sisestage sinna saladus. Seejärel sisestage kuvatav kood.",
    qr: "QR-kood autentimisrakenduse jaoks",
    secret: "Saladus",
    code: "Kood",
    needsCode: "Kuus numbrit",
    confirm: "Lülita sisse",
    next: "Edasi",
    enabled: "Ühekordsed koodid on sees. Kõikjal mujal olete välja logitud.",
    disableTitle: "Kas lülitada ühekordsed koodid välja?",
    disableText: "Edaspidi avab juhtpaneeli ainult parool ja taastekoodid ei kehti.",
    disabled: "Ühekordsed koodid on väljas.",
  },
  recovery: {
    title: "Taastekoodid",
    left: (count: number) =>
      count === 0
        ? "Ühtegi pole alles. Looge uued, et saaksite sisse logida ilma telefonita."
        : `Alles on ${formatNumber(count)} ${plural(count, { one: "kood", other: "koodi" })}. Igaüks avab juhtpaneeli ühe korra ühekordse koodi asemel.`,
    renew: "Loo uued",
    renewTitle: "Kas luua uued taastekoodid?",
    renewText: "Vanad enam ei kehti.",
    shownTitle: "Teie taastekoodid",
    shown:
      "Hoidke neid kohas, kust leiate need ilma telefonita. Igaüht saab kasutada ühe korra. Neid näidatakse ainult praegu.",
    list: "Taastekoodid",
    copy: "Kopeeri kõik",
    save: "Salvesta failina",
    file: "posthorn-taastekoodid.txt",
    done: "Olen need talletanud",
  },
  passkeys: {
    title: "Pääsuvõtmed",
    text: "Pääsuvõtit hoiab teie seade. See logib teid sisse ilma nime, parooli ja koodita.",
    add: "Lisa pääsuvõti",
    unsupported: "See brauser ei toeta pääsuvõtmeid või lehte ei avatud HTTPS-i kaudu.",
    none: "Neid veel pole.",
    columns: { name: "Pääsuvõti", created: "Lisatud", lastUsed: "Viimati kasutatud" },
    never: "mitte kunagi",
    addTitle: "Lisa pääsuvõti",
    addText: "Seade palub teil seda pärast parooli kinnitada.",
    name: "Nimi",
    nameHint: "Mis seade see on",
    usualName: "Minu seade",
    needsName: "Andke sellele nimi",
    added: "Pääsuvõti on lisatud.",
    notMade: "Pääsuvõtit ei loodud",
    notMadeText: "Seadmelt küsiti, kuid see ei loonud võtit. Võite uuesti proovida.",
    delete: "Kustuta",
    deleteTitle: (name: string) => `Kas kustutada pääsuvõti „${name}“?`,
    deleteText: "See ei ava enam midagi. Kustutage see ka seadmest. Seda ei saa tagasi võtta.",
    deleted: "Pääsuvõti on kustutatud.",
  },
  sessions: {
    title: "Seansid",
    text: (count: number) =>
      `Olete sisse logitud ${formatNumber(count)} ${plural(count, { one: "kohas", other: "kohas" })}.`,
    show: "Näita neid",
    everywhere: "Logi kõikjal välja",
  },
  currentPassword: "Praegune parool",
  needsPassword: "Sisestage parool",
};
