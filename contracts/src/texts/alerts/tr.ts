import type { AlertTexts } from "./en.ts";

export const TR: AlertTexts = {
  titles: {
    firing: "Uyarı: {name}",
    reminder: "Uyarı sürüyor: {name}",
    recovered: "Yeniden yolunda: {name}",
    test: "Uyarı denemesi: {name}",
  },
  since: "Başlangıç: {since}.",
  goesOn: "Başlangıç: {since}; {at} itibarıyla sürüyor.",
  over: "Başlangıç: {since}; {at} itibarıyla sona ermiş.",
  sample: "Bu, birinin istediği bir denemedir. Sorun yok.",
  look: "Buraya bakın: {link}",
  open: "Posthorn'u aç",
  others: "ve {count} tane daha",
  minutes: {
    one: "{count} dakika",
    other: "{count} dakika",
  },
  days: {
    one: "{count} gün",
    other: "{count} gün",
  },
  accountsDown: {
    one: "{count} hesaba bağlanılamıyor (kural {allowed} hesaba izin verir).",
    other: "{count} hesaba bağlanılamıyor (kural {allowed} hesaba izin verir).",
  },
  accountsDownFor: {
    one: "{count} hesaba en az {minutes} boyunca bağlanılamadı (kural {allowed} hesaba izin verir).",
    other: "{count} hesaba en az {minutes} boyunca bağlanılamadı (kural {allowed} hesaba izin verir).",
  },
  accountDown: "{account} hesabına bağlanılamıyor.",
  accountDownFor: "{account} hesabına en az {minutes} boyunca bağlanılamadı.",
  accountWell: "Bilindiği kadarıyla {account} hesabına bağlanılabiliyor.",
  failingSince: "{account}, başlangıç {since}",
  failingBecause: "{account}, başlangıç {since}: {why}",
  jobsWait: {
    one: "{queue} kuyruğunda ({what}) {count} iş bekliyor; kural {allowed} işe izin verir.",
    other: "{queue} kuyruğunda ({what}) {count} iş bekliyor; kural {allowed} işe izin verir.",
  },
  jobsWaitFor: {
    one: "{queue} kuyruğunda ({what}) {count} iş bekliyor; kural {minutes} boyunca {allowed} işe izin verir.",
    other: "{queue} kuyruğunda ({what}) {count} iş bekliyor; kural {minutes} boyunca {allowed} işe izin verir.",
  },
  queues: {
    notify: "webhook'lar",
    submit: "gönderilecek iletiler",
  },
  failures: {
    webhooks:
      "{minutes} içinde {total} webhook denemesinin {failed} tanesi başarısız oldu: % {value} (kural % {percent} oranına izin verir ve {least} denemeden itibaren bakar).",
    sends:
      "{minutes} içinde {total} gönderme denemesinin {failed} tanesi başarısız oldu: % {value} (kural % {percent} oranına izin verir ve {least} denemeden itibaren bakar).",
    calls:
      "{minutes} içinde {total} API çağrısının {failed} tanesi 500 veya üzeriyle yanıtlandı: % {value} (kural % {percent} oranına izin verir ve {least} çağrıdan itibaren bakar).",
  },
  nothingEnds: "{days} içinde kendiliğinden yenilenmeyen hiçbir şeyin süresi dolmuyor.",
  ends: {
    one: "{days} içinde {count} öğenin süresi doluyor veya öğe yenilenemedi.",
    other: "{days} içinde {count} öğenin süresi doluyor veya öğe yenilenemedi.",
  },
  loginRefused:
    "Sağlayıcı {account} hesabının OAuth2 oturumunu {since} tarihinden beri reddediyor; yeniden yetkilendirin",
  subscriptionExpired: "{account} hesabının Microsoft Graph aboneliğinin süresi doldu",
  subscriptionRefused: "Microsoft Graph {account} hesabı için abonelik kabul etmiyor",
  watchEnded: "Gmail, izlemenin bittiği {since} tarihinden beri {account} hesabındaki değişiklikleri bildirmiyor",
  pubSubUnreadable: "{app} uygulamasının Pub/Sub aboneliği okunamıyor: {why}",
  certificateMissing: "{certificate} sertifikası yok: {why}",
  certificateEnds: "{certificate} sertifikasının süresi {at} tarihinde doluyor",
  certificateEnded: "{certificate} sertifikasının süresi {at} tarihinde doldu",
  notRenewed: " ve yenilenemedi: {why}",
  configuredCertificateEnds: "{listener} sunucusunun yapılandırmadaki sertifikasının süresi {at} tarihinde doluyor",
  tokenEnds: "{token} erişim belirtecinin süresi {at} tarihinde doluyor",
};
