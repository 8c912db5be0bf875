import type { texts } from "../../pages/event/texts.ts";

export const event: typeof texts = {
  back: "イベント",
  fallback: "イベント",
  details: "イベント",
  account: "アカウント",
  installation: "インストール全体",
  mailbox: "メールボックス",
  date: "発生日時",
  id: "ID",
  deliveries: "通知先",
  showDeliveries: "配信",
  json: "Webhook で送られる内容",
  copy: "テストデータとしてコピー",
  further: "活用する",
  purpose:
    "テストとしてエンドポイントに送る、関数を試す、同種のイベントを受け取るエンドポイントを作る、といった使い方ができます。",
  endpoint: "エンドポイント",
  defaultEndpoint: "既定のアドレス",
  test: "これでテスト",
  functions: "関数を試す",
  create: "このようなイベント用の新しいエンドポイント",
};
