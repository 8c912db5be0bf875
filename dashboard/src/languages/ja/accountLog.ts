import type { texts } from "../../pages/account-log/texts.ts";
import { formatNumber } from "../format.ts";

const lines = (count: number) => `${formatNumber(count)} 行`;

export const accountLog: typeof texts = {
  title: "アカウントとメールサーバーのやり取り",
  switch: "ログに記録する",
  on: "今から記録します。",
  off: "記録を停止しました。これまでの記録は残ります。",
  all: "設定により、すべてのアカウントで記録されます。",
  hint: "パスワード、トークン、メール本文は除外されます。アドレスと件名は含まれ、ログは暗号化されずにデータベースに保存されるため、必要な間だけ有効にしてください。アカウントを初期化すると消えます。",
  loginHint: "ログインの様子を見るには、記録中にアカウントを再接続してください。",
  empty: "まだ記録がありません。",
  emptyOff: "記録がありません。有効にすると、アカウントとサーバーのやり取りを確認できます。",
  noMatch: "一致する行がありません。",
  search: "行を検索",
  speaker: "発信元",
  speakers: { client: "Posthorn", server: "メールサーバー", notice: "通知" },
  allSpeakers: "すべて",
  purpose: "接続の用途",
  purposes: {
    watch: "監視",
    "sub-connection": "フォルダーの監視",
    request: "呼び出し",
    smtp: "送信",
    relay: "IMAP プロキシ",
    api: "プロバイダーの API",
  },
  allPurposes: "すべての接続",
  lineCount: "さかのぼる範囲",
  lastLines: (count: number) => `直近 ${lines(count)}`,
  follow: "追跡",
  download: "ダウンロード",
  shown: (shown: number, total: number) =>
    shown === total ? lines(total) : `${lines(total)}中 ${formatNumber(shown)} 行`,
  list: "ログの行",
  only: (connection: string) => `接続 ${connection} のみ`,
  allConnections: "すべての接続に戻す",
  clear: "空にする",
  clearTitle: "このアカウントのログを空にしますか？",
  clearText: "記録された内容は削除されます。記録を続けるかどうかは変わりません。元に戻せません。",
  cleared: "ログは空になりました。",
};
