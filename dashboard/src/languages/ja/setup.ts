import type { texts } from "../../pages/setup/texts.ts";

export const setup: typeof texts = {
  title: "Posthorn のセットアップ",
  description: "最初のユーザーを作成します。このリンクは 1 回だけ使えます。",
  name: "ユーザー名",
  password: "パスワード",
  passwordHint: "8 文字以上。いくつかの単語を並べるのがおすすめです",
  again: "パスワード(確認)",
  submit: "作成してサインイン",
  noLink: {
    title: "このページを開くには、サーバーのリンクが必要です",
    text: "ユーザーがいない状態でサーバーを起動すると出力されます。秘密の部分はすぐにアドレスバーから消えるため、再読み込みした後はリンクを開き直してください。リンクは次のような形です。",
  },
  bad: {
    title: "このリンクは使えません",
    text: "使用済みか、24 時間を過ぎたか、全体がコピーされていません。サーバーを再起動して新しいリンクを取得するか、サーバーで次のコマンドを実行してユーザーを作成してください: npx posthorn password",
  },
  notHere: "ここからはセットアップできません",
  done: {
    title: "Posthorn はセットアップ済みです",
    text: "最初のユーザーは作成済みです。サインインしてください。",
  },
  signIn: "サインイン",
};
