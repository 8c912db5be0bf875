import { PasswordInput, type PasswordInputProps } from "@mantine/core";
import { LONGEST_PASSWORD } from "../../components/new-password.ts";
import { texts } from "./texts.ts";

/** Asks for the own password, before what an intruder would change. */
export const OwnPasswordInput = (props: PasswordInputProps) => (
  <PasswordInput
    label={texts.currentPassword}
    autoComplete="current-password"
    required
    maxLength={LONGEST_PASSWORD}
    data-autofocus
    {...props}
  />
);

/** A fault where none was typed. */
export const needsPassword = (value: string) => (value === "" ? texts.needsPassword : null);
