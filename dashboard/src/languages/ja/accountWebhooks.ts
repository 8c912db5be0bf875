import { formatNumber } from "../format.ts";
import type { texts } from "../../pages/account-webhooks/texts.ts";

export const accountWebhooks: typeof texts = {
  off: "このインストールでは Webhook がオフです",
  offText: "設定でオンにするまで、どこにも配信されません。",
  target: "イベントの送信先",
  url: "アドレス",
  source: "指定元",
  own: "このアカウント",
  general: "設定 (全アカウント共通)",
  nowhere: "送信先なし: このアカウントにも設定にもアドレスがありません。",
  events: "イベント",
  allEvents: "すべて",
  noEvents: "設定で何も選ばれていません",
  inboxOnly: "新着メール",
  inboxOnlyText: "受信トレイのみ",
  headers: "ヘッダー",
  endpoints: "イベントを受け取るその他のエンドポイント",
  noEndpoints: "このアカウントのイベントを受け取るエンドポイントはほかにありません。",
  deliveries: "配信",
  columns: { endpoint: "エンドポイント", url: "アドレス", events: "イベント", state: "状態" },
  states: { on: "受信中", off: "オフ", paused: "一時停止中", failing: "失敗中", stopped: "停止" },
  headerCount: (count: number, names: string) => `${formatNumber(count)}: ${names}`,
  lastFailure: "直近の失敗",
  noFilter: "フィルターなし: すべて届きます",
};
