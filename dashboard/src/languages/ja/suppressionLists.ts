import type { texts } from "../../pages/suppression-lists/texts.ts";
import { formatNumber } from "../format.ts";

const addresses = (count: number) => `${formatNumber(count)} 件のアドレス`;

export const suppressionLists: typeof texts = {
  title: "送信停止リスト",
  description: "リストのメールを受け取らないアドレスです。listId でリストを指定したメールだけが対象です。",
  add: "アドレスを追加",
  import: "インポート",
  counted: (count: number) => `${formatNumber(count)} 件のリスト`,
  empty:
    "受信者がリストの配信を停止するとここに記録され、以後そのリストのメールは送られません。手動での追加もできます。",
  columns: { list: "リスト", count: "アドレス" },
  open: "開く",
  form: {
    title: "アドレスを追加",
    list: "リスト",
    listHint: "メールで指定する ID (例: news.example.com)。新しい ID なら作成されます",
    account: "アカウント",
    accountHint: "メールの送信元アカウント",
    choose: "アカウントを選択してください",
    address: "アドレス",
    reason: "理由",
    submit: "追加",
    added: (address: string, list: string) => `${address} には今後 ${list} のメールを送りません。`,
    known: (address: string, list: string) => `${address} はすでに ${list} にあり、理由を更新しました。`,
    needsList: "リストを指定してください",
    needsAccount: "アカウントを選択してください",
    needsAddress: "メールアドレスではありません",
  },
  many: {
    title: "アドレスをインポート",
    text: "アドレスを貼り付けるか、CSV またはテキストファイルを選んでください。含まれるメールアドレスがすべて取り込まれます。",
    file: "ファイルを選択",
    addresses: "アドレス",
    found: (count: number) => `${addresses(count)}が見つかりました。`,
    none: "メールアドレスがありません",
    submit: "インポート",
    done: (added: number, known: number) =>
      known === 0
        ? `${addresses(added)}を追加しました。`
        : `${addresses(added)}を追加しました。${formatNumber(known)} 件は登録済みでした。`,
  },
};
