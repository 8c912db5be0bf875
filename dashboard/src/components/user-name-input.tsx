import { TextInput, type TextInputProps } from "@mantine/core";

/** Where somebody types a user name: no keyboard corrects it, and password managers know what it is. */
export function UserNameInput(props: TextInputProps) {
  return (
    <TextInput autoComplete="username" autoCapitalize="none" spellCheck={false} required maxLength={64} {...props} />
  );
}
