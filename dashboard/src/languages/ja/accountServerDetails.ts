import type { texts } from "../../pages/account-server-details/texts.ts";

export const accountServerDetails: typeof texts = {
  title: "メールサーバーの自己紹介",
  hint: "最後のログイン時と最後のメール受け渡し時の情報です。今は問い合わせません。",
  none: "まだ何もわかっていません。最初のログインまたは送信時にわかります。",
  imap: "IMAP サーバー",
  smtp: "SMTP サーバー",
  software: "ソフトウェア",
  vendor: "ベンダー",
  version: "バージョン",
  support: "サポート",
  capabilities: "機能",
  authMethods: "ログイン方式",
  extensions: "拡張機能",
  maxMessageSize: "最大メッセージ",
  seen: "時点",
  saidBy: "回答元",
  otherServer: (host: string) => `${host} (現在の設定とは別のサーバー)`,
  used: "Posthorn が使用",
  subconnections: "専用の接続を持つフォルダー",
  states: { listening: "監視中（開始）", connecting: "接続中（開始）", waiting: "失敗。自動で再試行します（開始）" },
  lastFailure: "直近の失敗",
};
