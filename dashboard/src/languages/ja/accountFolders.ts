import type { texts } from "../../pages/account-folders/texts.ts";
import { formatNumber } from "../format.ts";

export const accountFolders: typeof texts = {
  title: "フォルダー",
  columns: { folder: "フォルダー", use: "用途", messages: "メール", unseen: "未読", watched: "監視" },
  uses: {
    "\\All": "すべてのメール",
    "\\Archive": "アーカイブ",
    "\\Drafts": "下書き",
    "\\Flagged": "フラグ付き",
    "\\Junk": "迷惑メール",
    "\\Sent": "送信済み",
    "\\Trash": "ゴミ箱",
    "\\Inbox": "受信トレイ",
  },
  none: "–",
  own: "専用の接続",
  yes: "はい",
  no: "いいえ",
  notSelectable: "ほかのフォルダーのみを含む",
  counted: (count: number) => `${formatNumber(count)} 個のフォルダー`,
  sum: (messages: number) => `合計 ${formatNumber(messages)} 通`,
  unreachable: "フォルダーはメールサーバーから取得しますが、現在接続できません。",
};
