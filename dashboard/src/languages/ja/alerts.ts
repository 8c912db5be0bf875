import type { texts } from "../../shell/alert-texts.ts";
import { formatNumber } from "../format.ts";

export const alerts: typeof texts = {
  title: "要確認",
  bell: (count: number) =>
    count === 0 ? "確認が必要なものはありません" : `確認が必要なものが ${formatNumber(count)} 件あります`,
  none: "問題ありません。",
  accounts: (count: number) => `${formatNumber(count)} 件のアカウントが接続できません`,
  accountsText: "メールを確認できていません。各アカウントで原因を確認できます。",
  sendingPaused: "送信は一時停止中です",
  webhooksPaused: "Webhook は一時停止中です",
  pausedText: "再開の操作をするまで待機します。",
  endpoint: (name: string) => `${name} への Webhook が失敗しています`,
  failing: (since: string, message: string) => `${since} から。${message}`,
  stopped: "410 Gone が返されたため、オフになりました。",
  application: (name: string) => `プロバイダーが ${name} を拒否しています`,
  certificate: "TLS 証明書の確認が必要です",
  certificateEnds: (at: string) => `期限は ${at} です。`,
  node: (host: string) => `${host} のノードが応答しません`,
  nodeText: "予告なく終了した場合は、ほかのノードが処理を引き継ぎます。",
  rule: (name: string) => `アラート発生中: ${name}`,
  untold: (name: string) => `アラート ${name} を通知できませんでした`,
  openApi: "API の呼び出しにアクセストークンが不要です",
  openApiText: "同じマシンのどのプログラムも、あらゆる操作ができます。",
  tls: "メールサーバーの証明書をすべて受け入れています",
  tlsText: "通信途中でパスワードを読まれるおそれがあります。",
  url: "このサービスのアドレスが未設定です",
  urlText: "メール内のリンク、ホスト型フォーム、OAuth2 に必要です。",
  webhooks: "Webhook はオフです",
  webhooksText: "アカウントの出来事はどこにも通知されません。",
};
