import { Button, Checkbox, PasswordInput, Stack, Text } from "@mantine/core";
import { useForm } from "@mantine/form";
import { CodeBlock } from "../../components/code-block.tsx";
import { FormFault } from "../../components/form-fault.tsx";
import { UserNameInput } from "../../components/user-name-input.tsx";
import { useSubmit } from "../../components/use-submit.ts";
import { hasCode } from "../../faults.ts";
import { useSignIn } from "../../queries/session.ts";
import { explainSignIn } from "./explain-sign-in.ts";
import { texts as common } from "../../components/texts.ts";
import { texts } from "./texts.ts";
import { useGoOn } from "./use-go-on.ts";

/** Name and password. Where a code is asked for after them, the ticket for that goes to `onCodeNeeded`. */
export function PasswordForm({ onCodeNeeded }: { onCodeNeeded: (ticket: string) => void }) {
  const signIn = useSignIn();
  const goOn = useGoOn();
  const form = useForm({ initialValues: { name: "", password: "", remember: false } });
  const { onSubmit, isBusy, fault } = useSubmit(
    form,
    async (values) => {
      try {
        await signIn(values);
      } catch (error) {
        if (!hasCode(error, "CodeNeeded")) throw error;
        return onCodeNeeded(String(error.body["ticket"]));
      }
      goOn();
    },
    { fields: ["name", "password"], explain: explainSignIn },
  );
  return (
    <form onSubmit={onSubmit}>
      <Stack>
        <FormFault fault={fault} />
        <UserNameInput label={texts.name} data-autofocus autoFocus {...form.getInputProps("name")} />
        <PasswordInput
          label={texts.password}
          autoComplete="current-password"
          required
          maxLength={256}
          {...form.getInputProps("password")}
        />
        <Checkbox label={texts.remember} {...form.getInputProps("remember", { type: "checkbox" })} />
        <Button type="submit" loading={isBusy} fullWidth>
          {texts.submit}
        </Button>
        <Text size="sm" c="dimmed">
          {texts.forgotten}
        </Text>
        <CodeBlock code="npx posthorn password" label={common.command} />
      </Stack>
    </form>
  );
}
