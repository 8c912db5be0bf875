import type { texts } from "../../pages/alert/texts.ts";

export const alertRule: typeof texts = {
  back: "アラート",
  fallback: "アラートルール",
  test: "テストを送信",
  tested: "テストが届きました。",
  testedEmail: "テストは送信トレイにあります。",
  answer: "返された応答",
  testFailed: "テストは届きませんでした",
  state: "状態",
  since: "開始",
  findings: "確認結果",
  checked: "確認日時",
  told: "最後の通知",
  kinds: { firing: "発生", reminder: "継続中", recovered: "収束" },
  error: "通知の失敗",
  never: "なし",
  target: "通知先",
};
