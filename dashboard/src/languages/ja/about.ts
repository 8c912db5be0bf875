import type { texts } from "../../pages/about/texts.ts";

export const about: typeof texts = {
  title: "バージョン情報",
  description: "Posthorn は MIT ライセンスの自由ソフトウェアです。ライセンスキーは不要です。",
  versions: "バージョン",
  posthorn: "Posthorn",
  node: "Node.js",
  system: "システム",
  store: "データベース",
  latency: "応答時間",
  imap: "IMAP ライブラリ",
  build: "ビルド",
  upgrade: "アップグレード",
  upgradeText:
    "Posthorn を停止し、新しいバージョンに入れ替えて起動してください。データベースは自動的に更新されます。事前にバックアップを取ってください。",
  backup: "アップグレードの前に",
  legal: "構成要素",
  licenses: "Posthorn が使用するソフトウェアのライセンス",
  sbom: "部品表 (CycloneDX)",
  help: "問題があるとき",
  helpText: "次のコマンドでインストールを調べ、問題点を表示します。",
  command: "コマンド",
};
