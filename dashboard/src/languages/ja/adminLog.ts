import type { texts } from "../../pages/admin-log/texts.ts";
import { formatNumber } from "../format.ts";

export const adminLog: typeof texts = {
  title: "管理ログ",
  description:
    "サインインした人が行った、または行おうとした操作です (新しい順)。プログラムの操作は各トークンのログにあります。",
  counted: (count: number) => `${formatNumber(count)} 件`,
  empty: "まだ操作はありません。",
  columns: { time: "日時", user: "ユーザー", call: "操作", target: "対象", outcome: "結果", address: "接続元" },
  unknown: "不明",
  none: "–",
  command: "コマンドライン",
  user: "ユーザー",
  action: "種類",
  everyAction: "すべての種類",
  actions: { read: "閲覧", write: "変更", send: "送信", destructive: "削除" },
  outcome: "結果",
  everyOutcome: "すべての結果",
  outcomes: { succeeded: "成功", failed: "失敗" },
  from: "開始",
  to: "終了",
  how: {
    password: "パスワード",
    totp: "ワンタイムコード",
    "recovery-code": "回復コード",
    passkey: "パスキー",
    oidc: "OpenID Connect",
    okta: "Okta",
  },
  changes: {
    title: "変更内容",
    show: (count: number) => `変更 ${formatNumber(count)} 件を表示`,
    none: "操作の前後で変わったものはありません。",
    untold: "この操作では変更前後の値を記録しません。",
  },
  code: (status: number, code: string) => `${status} ${code}`,
};
