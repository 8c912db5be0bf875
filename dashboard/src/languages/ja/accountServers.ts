import type { texts } from "../../pages/account-servers/texts.ts";

export const accountServers: typeof texts = {
  imap: "受信: IMAP",
  imapOn: "このアカウントのメールを読む",
  smtp: "送信: SMTP",
  smtpOn: "このアカウントでメールを送る",
  off: "オフになっています。",
  host: "サーバー",
  port: "ポート",
  security: "保護",
  securities: {
    tls: "最初から TLS",
    starttls: "STARTTLS 必須",
    plain: "可能なら STARTTLS、なければ暗号化なし",
  },
  plainHint: "パスワードが暗号化されずに送られることがあります。信頼できるネットワーク内でのみ使用してください。",
  ignoresCertificate: "検証できない証明書を受け入れる",
  ignoresCertificateHint: "自分のサーバー専用です。正しいサーバーかどうか確認できなくなります。",
  user: "ユーザー名",
  password: "パスワード",
  kept: "設定済み。変更しない場合は空のままにしてください",
  sameLogin: "IMAP と同じユーザー名とパスワード",
  needs: "必須です",
  needsOne: "受信、送信、または両方を有効にしてください。",
  check: "接続を確認",
};
