import type { texts } from "../../pages/account-events/texts.ts";

export const accountEvents: typeof texts = {
  title: "最近のイベント",
  columns: { event: "イベント", about: "対象", folder: "フォルダー", time: "日時" },
  empty: "このアカウントのイベントは保存されていません。今後の出来事がここに表示されます。",
  more: "古いものを表示",
  follow: "イベントを追跡",
  none: "–",
};
