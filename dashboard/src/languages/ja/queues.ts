import { formatNumber } from "../format.ts";
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
  more: (queue: string) => `「${queue}」のその他の操作`,
  ask: (queue: string, action: string) => `${queue}: ${action}`,
  actions: {
    retry: "失敗したものをすべて再試行",
    promote: "延期されたものをすべて今すぐ実行",
    empty: "待機中のものをすべて破棄",
    clearFailed: "失敗したものをすべて消去",
    clearCompleted: "完了したものをすべて消去",
  },
  questions: {
    submit: {
      retry:
        "中止されたメールすべてに新しい試行回数が与えられます。内容が保存されていないメールと、すでに送信された可能性のあるメールはそのままです。後者は送信トレイで 1 件ずつ判断してください。",
      promote:
        "延期されたメールは、後の時刻に予約されたものも含めてすべて今すぐ送信されます。送信制限は引き続き適用されます。",
      empty:
        "待機中と予約済みのメールはすべてキャンセルされ、送信されず、誰にも届きません。それぞれ messageCancelled として通知されます。送信中のものは続行します。この操作は取り消せません。",
      clearFailed:
        "失敗したメールは送信トレイから消え、再試行できなくなります。送信された可能性があり判断を待っているメールも消えます。この操作は取り消せません。",
      clearCompleted: "送信済みメールについて残っている情報が消去されます。メール本体、コピー、イベントは残ります。",
    },
    notify: {
      retry: "中止された配信はすべて、新しい試行回数でやり直されます。",
      promote: "延期された配信はすべて、順番どおりに今すぐ試されます。",
      empty:
        "待機中の配信はすべて破棄され、エンドポイントにこれらのイベントは通知されません。配信ログには未送信として残り、残っている間は再び配信できます。処理中のものは続行します。",
      clearFailed:
        "中止された配信は配信ログから消え、やり直せなくなります。イベントはイベントログに残ります。この操作は取り消せません。",
      clearCompleted:
        "届いた配信と未送信の配信は、試行の記録とともに配信ログから消えます。イベントはイベントログに残ります。この操作は取り消せません。",
    },
  },
  did: (count: number) => (count === 0 ? "該当するものはありませんでした。" : `完了: 合計 ${formatNumber(count)} 件。`),
  stayed: (count: number) => `変更なし: ${formatNumber(count)} 件。`,
};
