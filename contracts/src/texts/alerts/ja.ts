import type { AlertTexts } from "./en.ts";

export const JA: AlertTexts = {
  titles: {
    firing: "アラート: {name}",
    reminder: "アラート継続中: {name}",
    recovered: "復旧: {name}",
    test: "アラートのテスト: {name}",
  },
  since: "{since} からです。",
  goesOn: "{since} から続いており、{at} の時点でもまだ続いています。",
  over: "{since} に始まり、{at} に終わったことを確認しました。",
  sample: "これは依頼されて送ったテストです。問題は起きていません。",
  look: "確認はこちら: {link}",
  open: "Posthorn を開く",
  others: "ほか {count} 件",
  minutes: {
    other: "{count} 分",
  },
  days: {
    other: "{count} 日",
  },
  accountsDown: {
    other: "{count} 件のアカウントに接続できません (ルールの許容数は {allowed})。",
  },
  accountsDownFor: {
    other: "{count} 件のアカウントに {minutes}以上接続できません (ルールの許容数は {allowed})。",
  },
  accountDown: "アカウント {account} に接続できません。",
  accountDownFor: "アカウント {account} に {minutes}以上接続できません。",
  accountWell: "アカウント {account} には、確認できる限り接続できます。",
  failingSince: "{account}、{since} から",
  failingBecause: "{account}、{since} から: {why}",
  jobsWait: {
    other: "キュー {queue} ({what}) で {count} 件のジョブが待っています。ルールの許容数は {allowed} です。",
  },
  jobsWaitFor: {
    other:
      "キュー {queue} ({what}) で {count} 件のジョブが待っています。ルールの許容数は {minutes}間で {allowed} です。",
  },
  queues: {
    notify: "Webhook",
    submit: "送信待ちのメール",
  },
  failures: {
    webhooks:
      "{minutes}間に Webhook の試行 {total} 件中 {failed} 件が失敗しました: {value} % (ルールの許容は {percent} %、{least} 件以上で判定)。",
    sends:
      "{minutes}間に送信の試行 {total} 件中 {failed} 件が失敗しました: {value} % (ルールの許容は {percent} %、{least} 件以上で判定)。",
    calls:
      "{minutes}間に API 呼び出し {total} 件中 {failed} 件が 500 以上で応答されました: {value} % (ルールの許容は {percent} %、{least} 件以上で判定)。",
  },
  nothingEnds: "{days}以内に期限が切れ、自動で更新されないものはありません。",
  ends: {
    other: "{count} 件が {days}以内に期限切れになるか、更新できませんでした。",
  },
  loginRefused:
    "プロバイダーが {since} からアカウント {account} の OAuth2 ログインを拒否しています。改めて認可してください",
  subscriptionExpired: "アカウント {account} の Microsoft Graph のサブスクリプションは期限切れです",
  subscriptionRefused: "Microsoft Graph がアカウント {account} のサブスクリプションを受け付けません",
  watchEnded: "監視が終わった {since} から、Gmail はアカウント {account} の変更を知らせていません",
  pubSubUnreadable: "アプリケーション {app} の Pub/Sub サブスクリプションを読み取れません: {why}",
  certificateMissing: "証明書 {certificate} がありません: {why}",
  certificateEnds: "証明書 {certificate} は {at} に期限切れになります",
  certificateEnded: "証明書 {certificate} は {at} に期限切れになりました",
  notRenewed: "。更新できませんでした: {why}",
  configuredCertificateEnds: "設定で指定されたサーバー {listener} の証明書は {at} に期限切れになります",
  tokenEnds: "アクセストークン {token} は {at} に期限切れになります",
};
