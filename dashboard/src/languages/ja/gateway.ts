import type { texts } from "../../pages/gateway/texts.ts";

export const gateway: typeof texts = {
  back: "ゲートウェイ",
  fallback: "ゲートウェイ",
  test: "接続をテスト",
  state: "状態",
  fault: "最後の失敗",
  failed: "失敗",
  id: "ID",
  deliveries: "受け付けたメール",
  lastUse: "最終使用",
  never: "なし",
  server: "サーバー",
  address: (host: string, port: string) => `${host}、ポート ${port}`,
  protection: "保護",
  user: "ユーザー名",
  otherWay: "代替経路",
  taking: "メールでの使い方",
  takingText: "メールを渡すときに、API または SMTP のヘッダーで指定します。",
  body: "送信リクエストの本文",
  header: "SMTP のヘッダー",
};
