import { Button, Stack, Text } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { FormFault } from "../../components/form-fault.tsx";
import { ButtonLink } from "../../components/link.tsx";
import { NewPasswordFields } from "../../components/new-password-fields.tsx";
import { newPasswordRules } from "../../components/new-password.ts";
import { OutsidePage } from "../../components/outside-page.tsx";
import { useSetupLink } from "../../components/use-setup-link.ts";
import { useSubmit } from "../../components/use-submit.ts";
import { type Fault, hasCode } from "../../faults.ts";
import { BASE } from "../../next-path.ts";
import { useAcceptInvitation } from "../../queries/session.ts";
import { texts } from "./texts.ts";

export function Invitation() {
  const link = useSetupLink();
  return link === undefined ? <NoLink /> : <PasswordForm link={link} key={link} />;
}

function PasswordForm({ link }: { link: string }) {
  const accept = useAcceptInvitation();
  const navigate = useNavigate();
  const [needsCode, setNeedsCode] = useState(false);
  const form = useForm({ initialValues: { password: "", again: "" }, validate: newPasswordRules });
  const { onSubmit, isBusy, fault } = useSubmit(
    form,
    async ({ password }) => {
      try {
        await accept({ link, password });
      } catch (error) {
        if (!hasCode(error, "CodeNeeded")) throw error;
        return setNeedsCode(true);
      }
      await navigate({ to: "/", replace: true });
    },
    { fields: ["password"], explain },
  );
  if (needsCode)
    return (
      <OutsidePage title={texts.code.title}>
        <Text>{texts.code.text}</Text>
        <ButtonLink to="/login">{texts.signIn}</ButtonLink>
      </OutsidePage>
    );
  return (
    <OutsidePage title={texts.title} description={texts.description}>
      <form onSubmit={onSubmit}>
        <Stack>
          <FormFault fault={fault} />
          <NewPasswordFields texts={texts} inputOf={form.getInputProps} />
          <Button type="submit" loading={isBusy}>
            {texts.submit}
          </Button>
        </Stack>
      </form>
    </OutsidePage>
  );
}

function explain(error: unknown): Fault | undefined {
  return hasCode(error, "SetupLinkInvalid") ? { ...texts.bad, isPassing: false } : undefined;
}

function NoLink() {
  return (
    <OutsidePage title={texts.noLink.title}>
      <Text>{texts.noLink.text}</Text>
      <Text ff="monospace" size="sm" style={{ overflowWrap: "anywhere" }}>
        {`${window.location.origin}${BASE}/invitation#…`}
      </Text>
    </OutsidePage>
  );
}
