import type { texts } from "../../pages/password/texts.ts";

export const password: typeof texts = {
  title: "パスワードの変更",
  description: "ほかのすべての場所ではサインアウトされます。",
  current: "現在のパスワード",
  password: "新しいパスワード",
  again: "新しいパスワード(確認)",
  submit: "パスワードを変更",
  done: "パスワードを変更しました。ほかの場所ではサインアウトされました。",
  tooMany: "試行回数が多すぎます",
};
