import { PosthornError } from "../../core/errors.ts";

export const tokenNotFound = () =>
  new PosthornError("not_found", "Requested access token was not found", { code: "NotFound" });
