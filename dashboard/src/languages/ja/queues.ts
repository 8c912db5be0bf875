import type { texts } from "../../pages/queues/texts.ts";

export const queues: typeof texts = {
  title: "キュー",
  description: "処理待ちの一覧です。再起動してもキューの内容は失われません。",
  notify: "Webhook",
  notifyText: "エンドポイントへ向かうイベントです。",
  submit: "送信",
  submitText: "メールサーバーへ向かうメールです。",
  waiting: "待機中",
  active: "処理中",
  delayed: "延期",
  failed: "中止",
  oldest: "最も古いもの",
  paused: "一時停止中",
  pause: "一時停止",
  resume: "再開",
  pauseTitle: (queue: string) => `「${queue}」を一時停止しますか?`,
  pauseText: "処理中のものは最後まで続き、残りは再開されるまで待機します。新しいものは引き続き受け付けます。",
  pausedDone: "キューを一時停止しました。",
  resumedDone: "キューを再開しました。",
  toDeliveries: "配信を見る",
  toOutbox: "送信トレイを見る",
};
