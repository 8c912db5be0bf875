import type { texts } from "../../pages/sessions/texts.ts";

export const sessions: typeof texts = {
  browserOn: (browser: string, system: string) => `${browser} (${system})`,
  title: "サインイン中の場所",
  description: "心当たりのないセッションはサインアウトし、パスワードを変更してください。",
  current: "このブラウザー",
  unknownBrowser: "不明なプログラム",
  lastSeen: "最終アクセス",
  since: "サインイン",
  until: "終了",
  signOut: "サインアウト",
  signedOut: "そのセッションをサインアウトしました。",
  everywhere: "すべての場所でサインアウト",
  everywhereTitle: "すべての場所でサインアウトしますか?",
  everywhereText: "このセッションを含むすべてのセッションが終了します。アクセストークンは引き続き使えます。",
};
