import type { texts } from "../../pages/templates/texts.ts";
import { formatNumber } from "../format.ts";

export const templates: typeof texts = {
  title: "テンプレート",
  description: "値を差し込めるメールのひな形です。",
  create: "テンプレートを作成",
  account: "所有者",
  shared: "全アカウント共通",
  counted: (count: number) => `${formatNumber(count)} 件のテンプレート`,
  empty: "名前や数値を差し込むメールを一度書いておき、そのときの値で送信できます。",
  columns: {
    template: "テンプレート",
    description: "説明",
    format: "形式",
    version: "バージョン",
    changed: "変更日時",
  },
  formats: { html: "HTML", markdown: "Markdown", mjml: "MJML" },
  version: (number: number) => formatNumber(number),
  open: "開く",
  delete: "削除",
  deleteTitle: (name: string) => `テンプレート「${name}」を削除しますか?`,
  deleteText: "すべてのバージョンが削除され、これを指定した呼び出しは失敗します。この操作は取り消せません。",
  deleted: "テンプレートを削除しました。",
};
