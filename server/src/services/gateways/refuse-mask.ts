import { PosthornError } from "../../core/errors.ts";
import { MASK } from "../../core/mask.ts";

/** A password that reads masked is none. */
export function refuseMask(pass: string | null | undefined): void {
  if (pass !== MASK) return;
  const message = "The masked value is no secret; send the real one or leave it out";
  throw new PosthornError("invalid", "Invalid input", { fields: [{ message, key: "pass", path: "body.pass" }] });
}
