import type { texts } from "../../pages/event/texts.ts";

export const event: typeof texts = {
  back: "Sündmused",
  fallback: "Sündmus",
  details: "Sündmus",
  account: "Konto",
  installation: "paigaldus",
  mailbox: "Postkast",
  date: "Toimus",
  id: "ID",
  deliveries: "Kellele teatati",
  showDeliveries: "Edastused",
  json: "Nagu webhook seda edastab",
  copy: "Kopeeri testandmetena",
  further: "Kasuta seda",
  purpose: "Saatke see otspunktile testina, proovige sellel funktsioone või laske otspunktil selliseid sündmusi saada.",
  endpoint: "Otspunkt",
  defaultEndpoint: "Vaikeaadress",
  test: "Testi sellega",
  functions: "Proovi sellel funktsioone",
  create: "Uus otspunkt sellistele sündmustele",
};
