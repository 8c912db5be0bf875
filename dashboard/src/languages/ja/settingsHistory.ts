import type { texts } from "../../pages/settings-history/texts.ts";
import { formatNumber } from "../format.ts";

export const settingsHistory: typeof texts = {
  open: "履歴",
  title: "設定の履歴",
  description:
    "サインインした人がここで変更した内容です (新しい順)。プログラムによる変更は含まれず、各トークンのログにあります。",
  empty: "ここで設定を変更した人はまだいません。",
  counted: (count: number) => `${formatNumber(count)} 件`,
  changedBy: (name: string) => `変更者: ${name}`,
  changesBy: (name: string, time: string) => `${time} に ${name} が変更した内容`,
  none: "操作の前後で変わったものはありません。",
  untold: "当時の変更内容は記録されていません。",
  setBack: "元の値に戻す",
  setBackOf: (name: string, time: string) => `${time} に ${name} が変更した内容を元の値に戻す`,
  filledIn: (count: number) => `${formatNumber(count)} 件の設定に以前の値を入力しました。確認して保存してください。`,
  filledInNothing: "すべてすでにその値に設定されています。",
  leftOut: (names: string) => `以前の値が保存されていないため除外しました: ${names}`,
};
