import type { texts } from "../../pages/login/texts.ts";

export const login: typeof texts = {
  title: "サインイン",
  name: "ユーザー名",
  password: "パスワード",
  remember: "30 日間サインインしたままにする",
  submit: "サインイン",
  forgotten: "パスワードをお忘れの場合は、サーバーで次のコマンドを実行すると再設定できます。",
  or: "または",
  passkey: "パスキーでサインイン",
  signInWith: (provider: string) => `${provider} でサインイン`,
  code: "コード",
  codeHint: "認証アプリの 6 桁のコード、または回復コード",
  beginAgain: "最初からやり直す",
  wrongCode: {
    title: "コードが違います",
    text: "期限切れか、使用済みの可能性があります。次のコードをお試しください。",
  },
  wrongPasskey: {
    title: "パスキーが受け付けられませんでした",
    text: "削除された可能性があります。別の方法でサインインしてください。",
  },
  noPasskey: {
    title: "パスキーが使われませんでした",
    text: "このサイトのパスキーを選ぶか、別の方法でサインインしてください。",
  },
  tooLate: { title: "時間がかかりすぎました", text: "ユーザー名とパスワードをもう一度入力してください。" },
  locked: "失敗が多すぎます",
  wrong: { title: "ユーザー名またはパスワードが違います", text: "両方を確認して、もう一度お試しください。" },
  tooMany: "試行回数が多すぎます",
  tooManyText: (wait: string) =>
    `サインインを一時的に制限しています。${wait ? wait : "1 分後にもう一度お試しください。"}`,
  notHere: "ここからはサインインできません",
  reasons: {
    ended: { title: "セッションが終了しました", text: "サインインすると続きから再開できます。" },
    "provider-failed": {
      title: "プロバイダーでサインインできませんでした",
      text: "問い合わせできないか、時間がかかりすぎました。もう一度お試しください。",
    },
    "provider-refused": {
      title: "サインインする権限がありません",
      text: "プロバイダーでは確認できましたが、許可されたユーザーではありません。Posthorn の管理者にお問い合わせください。",
    },
    "signed-out": { title: "サインアウトしました", text: "" },
    "signed-out-everywhere": { title: "すべての場所でサインアウトしました", text: "" },
  },
  setup: {
    title: "ユーザーがまだいません",
    link: "サーバーの起動時に出力されたリンクを開いてください。次のような形です。",
    command: "または、サーバーで最初のユーザーを作成します。",
  },
};
