/** What comes without types. */
declare module "juice/client" {
  import juice from "juice";
  export default juice;
}

declare module "postcss-safe-parser" {
  import type { Parser, Root } from "postcss";
  const parse: Parser<Root>;
  export default parse;
}
