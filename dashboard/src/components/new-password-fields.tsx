import { PasswordInput } from "@mantine/core";
import { LONGEST_PASSWORD } from "./new-password.ts";

interface Props {
  texts: { password: string; passwordHint?: string; again: string };
  /** What the form says of a field. */
  inputOf: (field: "password" | "again") => object;
}

/** A new password, twice. */
export function NewPasswordFields({ texts, inputOf }: Props) {
  const both = { autoComplete: "new-password", required: true, maxLength: LONGEST_PASSWORD } as const;
  return (
    <>
      <PasswordInput label={texts.password} description={texts.passwordHint} {...both} {...inputOf("password")} />
      <PasswordInput label={texts.again} {...both} {...inputOf("again")} />
    </>
  );
}
