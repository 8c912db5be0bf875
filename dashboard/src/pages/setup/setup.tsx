import { Button, Group, Stack, Text } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useNavigate } from "@tanstack/react-router";
import { FormFault } from "../../components/form-fault.tsx";
import { ButtonLink } from "../../components/link.tsx";
import { NewPasswordFields } from "../../components/new-password-fields.tsx";
import { newPasswordRules } from "../../components/new-password.ts";
import { OutsidePage } from "../../components/outside-page.tsx";
import { UserNameInput } from "../../components/user-name-input.tsx";
import { useSetupLink } from "../../components/use-setup-link.ts";
import { useSubmit } from "../../components/use-submit.ts";
import { BASE } from "../../next-path.ts";
import { useSetup, useSetUp } from "../../queries/session.ts";
import { explainSetup } from "./explain-setup.ts";
import { texts } from "./texts.ts";

export function Setup() {
  const link = useSetupLink();
  const setup = useSetup();
  if (setup.data?.needed === false) return <AlreadySetUp />;
  return link === undefined ? <NoLink /> : <SetupForm link={link} key={link} />;
}

function SetupForm({ link }: { link: string }) {
  const setUp = useSetUp();
  const navigate = useNavigate();
  const form = useForm({
    initialValues: { name: "admin", password: "", again: "" },
    validate: newPasswordRules,
  });
  const { onSubmit, isBusy, fault } = useSubmit(
    form,
    async ({ name, password }) => {
      await setUp({ link, name, password });
      await navigate({ to: "/", replace: true });
    },
    { fields: ["name", "password"], explain: explainSetup },
  );
  return (
    <OutsidePage title={texts.title} description={texts.description}>
      <form onSubmit={onSubmit}>
        <Stack>
          <FormFault fault={fault} />
          <UserNameInput label={texts.name} {...form.getInputProps("name")} />
          <NewPasswordFields texts={texts} inputOf={form.getInputProps} />
          <Button type="submit" loading={isBusy}>
            {texts.submit}
          </Button>
        </Stack>
      </form>
    </OutsidePage>
  );
}

function NoLink() {
  return (
    <OutsidePage title={texts.noLink.title}>
      <Text>{texts.noLink.text}</Text>
      <Text ff="monospace" size="sm" style={{ overflowWrap: "anywhere" }}>
        {`${window.location.origin}${BASE}/setup#…`}
      </Text>
    </OutsidePage>
  );
}

function AlreadySetUp() {
  return (
    <OutsidePage title={texts.done.title}>
      <Text>{texts.done.text}</Text>
      <Group>
        <ButtonLink to="/login">{texts.signIn}</ButtonLink>
      </Group>
    </OutsidePage>
  );
}
