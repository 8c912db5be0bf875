import type { texts } from "../../pages/password/texts.ts";

export const password: typeof texts = {
  title: "Parooli muutmine",
  description: "Kõikjal mujal logitakse teid välja.",
  current: "Praegune parool",
  password: "Uus parool",
  again: "Uus parool uuesti",
  submit: "Muuda parool",
  done: "Parool on muudetud. Kõikjal mujal olete välja logitud.",
  tooMany: "Liiga palju katseid",
};
