import { PosthornError } from "../../core/errors.ts";

/** A list that nobody is on. */
export const blocklistNotFound = () => new PosthornError("not_found", "There is no such blocklist");
