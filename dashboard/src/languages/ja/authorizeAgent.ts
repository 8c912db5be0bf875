import type { texts } from "../../pages/authorize-agent/texts.ts";

export const authorizeAgent: typeof texts = {
  title: "エージェントにアクセスを許可しますか?",
  asks: (client: string) => `${client} がこの Posthorn の利用を求めています。`,
  asksUnnamed: "名前を示さないエージェントがこの Posthorn の利用を求めています。",
  returns: (place: string) => `応答は ${place} に送られます`,
  returnsText:
    "名前は誰も確認していません。たった今ご自身で求めたもので、応答の送り先が分かっている場合にだけ承認してください。",
  account: "アカウント",
  accountHint: "アカウントに限定すると、他には届きません",
  accountAny: "すべてのアカウント",
  lasting: "アクセスに期限はありません。「エージェント」でいつでも停止や取り消しができます。",
  approve: "承認",
  deny: "拒否",
  signIn: "サインインして承認",
  notAllowed: "あなたの役割ではアクセスを許可できません。管理者にはできます。",
  done: "完了しました",
  back: (place: string) => `ブラウザーは ${place} へ移動しています。このウィンドウは閉じてかまいません。`,
  fault: "この要求には応答できません",
  faultText: "どこにも移動せず、何も与えていません。元の場所からやり直すか、開発元に次の内容を伝えてください:",
  closed: "ここでは Web コネクターを受け入れていません。Posthorn の管理者が「エージェント」で有効にできます。",
};
