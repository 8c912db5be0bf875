import type { texts } from "../../pages/suppression-list/texts.ts";
import { formatNumber } from "../format.ts";

const addresses = (count: number) => `${formatNumber(count)} 件のアドレス`;

export const suppressionList: typeof texts = {
  back: "送信停止リスト",
  description: "このリストのメールを受け取らない相手です。",
  search: "アドレス全体で検索",
  export: "CSV で保存",
  file: (list: string) => `suppressed-${list}.csv`,
  counted: addresses,
  empty: "このリストの配信を停止した人はいません。最初のアドレスが加わると一覧に表示されます。",
  columns: { address: "アドレス", reason: "理由", source: "登録元", account: "アカウント", added: "追加日時" },
  sources: {
    api: "プログラム",
    form: "受信者 (ページから)",
    "one-click": "受信者 (ワンクリック)",
    admin: "サインインしたユーザー",
    bounce: "バウンス",
    complaint: "苦情",
  },
  unknown: "–",
  choose: (address: string) => `${address} を選択`,
  chooseAll: "このページのすべてを選択",
  copy: "アドレスをコピー",
  copied: "コピーしました。",
  page: "公開ページを開く",
  remove: "削除",
  removeThese: (count: number) => `${addresses(count)}を削除`,
  removeTitle: (count: number) => `${addresses(count)}をリストから削除しますか?`,
  removeOneTitle: (address: string) => `${address} をリストから削除しますか?`,
  removeText: "このリストのメールが再び届くようになります。最後のアドレスを削除するとリストも消えます。",
  removed: (count: number) => `${addresses(count)}を削除しました。`,
  csv: { address: "アドレス", reason: "理由", source: "登録元", account: "アカウント", created: "作成日時" },
  copyPage: "公開ページのリンクをコピー",
};
