import type { texts } from "../../pages/invitation/texts.ts";

export const invitation: typeof texts = {
  title: "パスワードの設定",
  description: "この Posthorn に招待されました。リンクは 1 回だけ使えます。",
  password: "パスワード",
  passwordHint: "8 文字以上。いくつかの単語を並べるのがおすすめです",
  again: "パスワード(確認)",
  submit: "保存してサインイン",
  noLink: {
    title: "このページを開くには、受け取ったリンクが必要です",
    text: "秘密の部分はすぐにアドレスバーから消えるため、再読み込みした後はリンクを開き直してください。リンクは次のような形です。",
  },
  bad: {
    title: "このリンクは使えません",
    text: "使用済みか、1 週間を過ぎたか、全体がコピーされていません。新しいリンクをもらってください。",
  },
  code: {
    title: "パスワードを保存しました",
    text: "続いてワンタイムコードが必要です。新しいパスワードとコードでサインインしてください。",
  },
  signIn: "サインイン",
};
