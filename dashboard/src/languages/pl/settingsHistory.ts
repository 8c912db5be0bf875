import type { texts } from "../../pages/settings-history/texts.ts";
import { formatNumber, plural } from "../format.ts";

export const settingsHistory: typeof texts = {
  open: "Historia",
  title: "Historia ustawień",
  description:
    "Co zmieniły tu zalogowane osoby, od najnowszych. Zmian dokonanych przez programy tu nie ma: są w dziennikach ich tokenów.",
  empty: "Nikt jeszcze nie zmienił tu żadnego ustawienia.",
  counted: (count: number) =>
    `${formatNumber(count)} ${plural(count, { one: "wpis", few: "wpisy", many: "wpisów", other: "wpisu" })}`,
  changedBy: (name: string) => `Zmiana: ${name}`,
  changesBy: (name: string, time: string) => `Co zmieniono: ${name}, ${time}`,
  none: "Potem wszystko było jak przedtem.",
  untold: "Wtedy nie zapisywano, co zmieniono.",
  setBack: "Przywróć poprzednie",
  setBackOf: (name: string, time: string) => `Przywróć stan sprzed zmiany: ${name}, ${time}`,
  filledIn: (count: number) =>
    `Wpisano poprzednie wartości: ${formatNumber(count)} ${plural(count, { one: "ustawienie", few: "ustawienia", many: "ustawień", other: "ustawienia" })}. Przejrzyj je, a potem zapisz.`,
  filledInNothing: "Wszystko to jest już tak ustawione.",
  leftOut: (names: string) => `Pominięto, bo poprzednia wartość nie jest przechowywana: ${names}.`,
};
