import type { texts } from "../../pages/settings-history/texts.ts";
import { formatNumber, plural } from "../format.ts";

export const settingsHistory: typeof texts = {
  open: "Geschiedenis",
  title: "Geschiedenis van de instellingen",
  description:
    "Wat aangemelde personen hier hebben gewijzigd, nieuwste eerst. Wat programma’s wijzigen, staat er niet bij: dat staat in de logboeken van hun tokens.",
  empty: "Nog niemand heeft hier een instelling gewijzigd.",
  counted: (count: number) => `${formatNumber(count)} ${plural(count, { one: "regel", other: "regels" })}`,
  changedBy: (name: string) => `Gewijzigd door ${name}`,
  changesBy: (name: string, time: string) => `Wat ${name} op ${time} heeft gewijzigd`,
  none: "Daarna was alles zoals ervoor.",
  untold: "Wat er is gewijzigd, werd toen niet vastgelegd.",
  setBack: "Terugzetten",
  setBackOf: (name: string, time: string) => `Terugzetten wat ${name} op ${time} heeft gewijzigd`,
  filledIn: (count: number) =>
    `${formatNumber(count)} ${plural(count, { one: "instelling is", other: "instellingen zijn" })} ingevuld zoals ervoor. Bekijk ze en sla dan op.`,
  filledInNothing: "Dit is allemaal al zo ingesteld.",
  leftOut: (names: string) => `Weggelaten, omdat de waarde van ervoor niet wordt bewaard: ${names}.`,
};
