import type { texts } from "../../pages/events/texts.ts";
import { formatNumber } from "../format.ts";

const counting = (count: number) => `${formatNumber(count)} 件のイベント`;

export const events: typeof texts = {
  title: "イベント",
  description: "すべてのアカウントの出来事を、リアルタイムと記録で確認できます。",
  views: { live: "ライブ", past: "過去" },
  view: "ライブまたは過去",
  type: "イベント",
  everyType: "すべてのイベント",
  account: "アカウント",
  everyAccount: "すべてのアカウント",
  search: "表示内容を検索",
  pause: "一時停止",
  resume: "再開",
  clear: "クリア",
  states: {
    connecting: "接続中",
    open: "ライブ",
    paused: "一時停止中",
    broken: "再接続中",
    over: "未接続",
  },
  waiting: "次のイベントを待っています。メールを送受信すると表示されます。",
  noMatch: "表示中のイベントに検索と一致するものはありません。",
  noneKept: "該当する出来事がないか、もう保存されていません。",
  held: (count: number) => `一時停止中に${counting(count)}が届きました。`,
  kept: (count: number, most: number) => `${counting(count)}。最新の ${formatNumber(most)} 件を保持します。`,
  shown: (count: number) => `${counting(count)}を表示中`,
  list: "イベント (新しい順)",
  installation: "インストール",
  more: "古いものを読み込む",
  json: "イベント",
  open: "開く",
  copy: "テストデータとしてコピー",
  connect: "再接続",
};
