import type { texts } from "../../pages/authorize-agent/texts.ts";

export const authorizeAgent: typeof texts = {
  title: "Dać agentowi dostęp?",
  asks: (client: string) => `${client} chce pracować z tym Posthornem.`,
  asksUnnamed: "Agent, który nie podaje nazwy, chce pracować z tym Posthornem.",
  returns: (place: string) => `Odpowiedź trafi do: ${place}`,
  returnsText:
    "Nikt nie sprawdził nazwy. Zatwierdź tylko wtedy, gdy właśnie o to prosisz i wiesz, dokąd trafi odpowiedź.",
  account: "Konto",
  accountHint: "Powiązany z kontem nie sięga niczego innego",
  accountAny: "Wszystkie konta",
  lasting: "Dostęp nie wygasa. Możesz go w każdej chwili zatrzymać lub cofnąć na stronie Agenci.",
  approve: "Zatwierdź",
  deny: "Odmów",
  signIn: "Zaloguj się, aby zatwierdzić",
  notAllowed: "Twoja rola nie pozwala dawać dostępu. Może to zrobić administrator.",
  done: "Gotowe",
  back: (place: string) => `Przeglądarka jest w drodze do: ${place}. Możesz zamknąć to okno.`,
  fault: "Na tę prośbę nie można odpowiedzieć",
  faultText:
    "Nikogo nigdzie nie wysłano i niczego nie dano. Zacznij od nowa tam, skąd przychodzisz, albo powiedz o tym autorom:",
  closed: "Konektory internetowe nie są tu wpuszczane. Kto prowadzi Posthorna, może je włączyć na stronie Agenci.",
};
