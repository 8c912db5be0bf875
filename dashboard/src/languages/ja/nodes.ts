import type { texts } from "../../pages/nodes/texts.ts";

export const nodes: typeof texts = {
  title: "ノード",
  description: "このデータベースで動作するプロセスです。それぞれ 15 秒ごとに稼働を知らせます。",
  one: "プロセスは 1 つです。PostgreSQL なら追加できます。同じデータベースとシークレットで別の場所の Posthorn を起動してください。",
  columns: {
    host: "マシン",
    state: "状態",
    version: "バージョン",
    started: "起動日時",
    memory: "メモリ",
    work: "処理内容",
  },
  pid: (pid: string) => `プロセス ${pid}`,
  thisOne: "応答中",
  alive: "稼働中",
  silent: "応答なし",
  silentText: (since: string) =>
    `${since} から応答がありません。予告なく終了した場合は、ほかのノードが処理を引き継ぎます。`,
  idle: "現在なし",
  work: (kind: string, count: string) => `${kind}: ${count}`,
  differ: "ノードのバージョンが異なります。1 つずつアップグレードする間は問題ありませんが、長く続けないでください。",
  kinds: {
    "message-delivery": "送信",
    "sent-copy": "送信済みへのコピー",
    "webhook-delivery": "Webhook",
    "event-fan-out": "イベントの振り分け",
    "webhook-replay": "リプレイ",
    export: "エクスポート",
  },
};
