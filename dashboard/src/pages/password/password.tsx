import { Button, Group, Paper, PasswordInput, Stack } from "@mantine/core";
import { useForm } from "@mantine/form";
import { FormFault } from "../../components/form-fault.tsx";
import { NewPasswordFields } from "../../components/new-password-fields.tsx";
import { LONGEST_PASSWORD, newPasswordRules } from "../../components/new-password.ts";
import { PageHeader } from "../../components/page-header.tsx";
import { showDone } from "../../components/toast.tsx";
import { useSubmit } from "../../components/use-submit.ts";
import { hasStatus, type Fault, waitInWords } from "../../faults.ts";
import { useChangePassword, useSession } from "../../queries/session.ts";
import { texts } from "./texts.ts";

export function Password() {
  const changePassword = useChangePassword();
  const name = useSession()?.user.name ?? "";
  const form = useForm({
    initialValues: { currentPassword: "", password: "", again: "" },
    validate: newPasswordRules,
  });
  const { onSubmit, isBusy, fault } = useSubmit(
    form,
    async ({ currentPassword, password }) => {
      await changePassword({ currentPassword, password });
      form.reset();
      showDone(texts.done);
    },
    { fields: ["currentPassword", "password"], explain },
  );
  return (
    <>
      <PageHeader title={texts.title} description={texts.description} />
      <Paper withBorder p="lg" maw={480}>
        <form onSubmit={onSubmit}>
          <Stack>
            <FormFault fault={fault} />
            {/* So that password managers know whose password it is. */}
            <input type="text" autoComplete="username" value={name} readOnly hidden />
            <PasswordInput
              label={texts.current}
              autoComplete="current-password"
              required
              maxLength={LONGEST_PASSWORD}
              {...form.getInputProps("currentPassword")}
            />
            <NewPasswordFields texts={texts} inputOf={form.getInputProps} />
            <Group>
              <Button type="submit" loading={isBusy}>
                {texts.submit}
              </Button>
            </Group>
          </Stack>
        </form>
      </Paper>
    </>
  );
}

function explain(error: unknown): Fault | undefined {
  if (hasStatus(error, 429)) return { title: texts.tooMany, text: waitInWords(error.body), isPassing: true };
  return undefined;
}
