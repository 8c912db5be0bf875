import { PosthornError } from "../../core/errors.ts";

export const accountNotFound = () =>
  new PosthornError("not_found", "Account record was not found for requested ID", { code: "AccountNotFound" });
