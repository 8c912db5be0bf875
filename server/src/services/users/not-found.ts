import { PosthornError } from "../../core/errors.ts";

export const userNotFound = () => new PosthornError("not_found", "There is no such user", { code: "NotFound" });

export const nameTaken = () =>
  new PosthornError("conflict", "There is a user of that name already", { code: "UserExists" });
