import { Alert, Button, Checkbox, PasswordInput, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { getRouteApi, useRouter } from "@tanstack/react-router";
import { CodeBlock } from "../../components/code-block.tsx";
import { ErrorState } from "../../components/error-state.tsx";
import { FormFault } from "../../components/form-fault.tsx";
import { OutsidePage } from "../../components/outside-page.tsx";
import { useSubmit } from "../../components/use-submit.ts";
import { BASE, safeNext } from "../../next-path.ts";
import { useSetup, useSignIn } from "../../queries/session.ts";
import { explainSignIn } from "./explain-sign-in.ts";
import { texts } from "./texts.ts";

const route = getRouteApi("/login");

export function Login() {
  const { reason } = route.useSearch();
  const setup = useSetup();
  if (setup.data?.needed) return <NoUserYet />;
  return (
    <OutsidePage title={texts.title}>
      {reason && (
        <Alert color="coach" variant="light" title={texts.reasons[reason].title} role="status">
          {texts.reasons[reason].text}
        </Alert>
      )}
      {setup.isError && (
        <ErrorState error={setup.error} onRetry={() => void setup.refetch()} isRetrying={setup.isFetching} />
      )}
      <SignInForm />
    </OutsidePage>
  );
}

function SignInForm() {
  const { next } = route.useSearch();
  const router = useRouter();
  const signIn = useSignIn();
  const form = useForm({ initialValues: { name: "", password: "", remember: false } });
  const { onSubmit, isBusy, fault } = useSubmit(
    form,
    async (values) => {
      await signIn(values);
      goOn(safeNext(next));
    },
    { fields: ["name", "password"], explain: explainSignIn },
  );
  function goOn(path: string) {
    const { pathname } = new URL(path, window.location.origin);
    const isPage = (pathname === BASE || pathname.startsWith(`${BASE}/`)) && !pathname.startsWith(`${BASE}/reference`);
    if (isPage) router.history.replace(path);
    else window.location.assign(path);
  }
  return (
    <form onSubmit={onSubmit}>
      <Stack>
        <FormFault fault={fault} />
        <TextInput
          label={texts.name}
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          required
          maxLength={64}
          data-autofocus
          autoFocus
          {...form.getInputProps("name")}
        />
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
        <CodeBlock code="npx posthorn password" label="Command" />
      </Stack>
    </form>
  );
}

function NoUserYet() {
  return (
    <OutsidePage title={texts.setup.title}>
      <Text>{texts.setup.link}</Text>
      <Text ff="monospace" size="sm" style={{ overflowWrap: "anywhere" }}>
        {`${window.location.origin}${BASE}/setup#…`}
      </Text>
      <Text>{texts.setup.command}</Text>
      <CodeBlock code="npx posthorn password" label="Command" />
    </OutsidePage>
  );
}
