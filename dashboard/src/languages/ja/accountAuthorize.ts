import type { texts } from "../../pages/account-authorize/texts.ts";

export const accountAuthorize: typeof texts = {
  title: (name: string) => `「${name}」の再認証`,
  oauth2:
    "リンク先のプロバイダーのページで、メールボックスの所有者があらためて同意します。開く人は正しいアカウントでサインインしている必要があります。",
  password: "リンク先のフォームで、メールボックスの所有者がパスワードを再入力します。",
  pinned: (email: string) => `受け付けるのは ${email} だけです。`,
  cancel: "キャンセル",
  make: "リンクを作成",
};
