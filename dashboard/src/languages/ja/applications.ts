import type { texts } from "../../pages/applications/texts.ts";
import { formatNumber } from "../format.ts";

const accounts = (count: number) => `${formatNumber(count)} 件のアカウント`;

export const applications: typeof texts = {
  title: "OAuth2 アプリケーション",
  description:
    "Google、Microsoft、Mail.ru では、一度登録したアプリケーションを通じてメールボックスへのアクセスが許可されます。",
  add: "アプリケーションを追加",
  empty:
    "プロバイダーに登録したアプリケーションをここに保存します。以後アカウントにパスワードは不要です。所有者が同意するか、管理者が一括で許可します。",
  tabs: { label: "表示内容", applications: "アプリケーション", subscriptions: "Gmail のサブスクリプション" },
  counted: (count: number) => `${formatNumber(count)} 件のアプリケーション`,
  columns: {
    application: "アプリケーション",
    provider: "プロバイダー",
    served: "接続方式",
    state: "状態",
    created: "追加日時",
  },
  open: "開く",
  edit: "編集",
  delete: "削除",
  deleteTitle: (name: string) => `アプリケーション「${name}」を削除しますか?`,
  deleteText: (count: number) =>
    count === 0
      ? "使用中のアカウントはありません。この操作は取り消せません。"
      : `${accounts(count)}が使用中で、すぐに動作しなくなり、受信も送信もできなくなります。期限切れのシークレットを差し替えるには、アプリケーションを変更してください。この操作は取り消せません。`,
  deleteUnknown: "アカウントがすぐに動作しなくなり、受信も送信もできなくなります。この操作は取り消せません。",
  deleted: "アプリケーションを削除しました。",
  none: "–",
  providers: {
    gmail: "Google",
    gmailService: "Google サービスアカウント",
    outlook: "Microsoft",
    outlookService: "Microsoft (テナント全体)",
    mailRu: "Mail.ru",
    pubsub: "Gmail の通知",
  },
  bases: { imap: "IMAP と SMTP", api: "プロバイダーの API", pubsub: "Cloud Pub/Sub" },
  states: { on: "有効", off: "提供なし", failing: "失敗中" },
  offHint: "ホスト型フォームでは提供されませんが、使用中のアカウントは引き続き動作します。",
  subscriptions: {
    empty: "Gmail の通知を受け取るアプリケーションがありません。ない場合、Gmail を 10 分ごとに確認します。",
    columns: {
      application: "アプリケーション",
      state: "状態",
      error: "問題",
      project: "プロジェクト",
      subscription: "トピックとサブスクリプション",
      expires: "未読で削除されるまで",
    },
    states: {
      ok: "受信中",
      setup: "設定できませんでした",
      pull: "読み取れません",
      pending: "設定中",
      update: "変更できませんでした",
    },
    ttl: "読み取られないサブスクリプションを Google が削除するまでの日数",
    ttlHint: "空: Google の既定の 31。0: 削除しない",
    save: "保存",
    saved: "設定を保存しました。",
    never: "なし",
    days: (count: number) => `${formatNumber(count)} 日`,
  },
};
