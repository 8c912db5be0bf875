import type { texts } from "../../pages/account-export/texts.ts";
import { formatNumber } from "../format.ts";

export const accountExport: typeof texts = {
  title: "新しいエクスポート",
  description:
    "期間内のすべてのメールを 1 つのファイルにまとめます。対象は迷惑メールとゴミ箱を除く全フォルダー、または「すべてのメール」フォルダーです。",
  from: "受信日 (開始)",
  to: "終了",
  format: "形式",
  formats: { ndjson: "JSON (1 行に 1 通)", mbox: "mbox (元のままのメール)" },
  attachments: "添付ファイルあり",
  attachmentsHint: "元のままのメールには常に含まれます",
  start: "エクスポートを開始",
  started: "エクスポートを開始しました。",
  order: "終了が開始より前です",
  needs: "必須です",
  list: "エクスポート",
  empty: "このアカウントのエクスポートはありません。",
  range: (from: string, to: string) => `${from} ～ ${to}`,
  expires: "削除予定",
  created: "開始",
  statuses: {
    queued: "待機中",
    processing: "実行中",
    completed: "完了",
    failed: "失敗",
    cancelled: "キャンセル済み",
  },
  phases: {
    indexing: (scanned: number, total: number) =>
      `メールを検索中: ${formatNumber(total)} 個中 ${formatNumber(scanned)} 個のフォルダー`,
    exporting: (done: number, total: number) => `${formatNumber(total)} 通中 ${formatNumber(done)} 通`,
    complete: (done: number) => `${formatNumber(done)} 通`,
  },
  skipped: (count: number) => `${formatNumber(count)} 通を除外: その間に消えたか、大きすぎます`,
  size: (size: string) => `圧縮前 ${size}`,
  truncated: "制限により打ち切られました。すべてのメールは含まれていません。",
  progress: "エクスポートの進捗",
  download: "ダウンロード",
  delete: "削除",
  cancel: "中止して削除",
  deleteTitle: "このエクスポートを削除しますか?",
  deleteText: "ファイルは削除されますが、メールはそのまま残ります。この操作は取り消せません。",
  deleted: "エクスポートを削除しました。",
};
