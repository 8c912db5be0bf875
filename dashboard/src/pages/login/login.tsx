import { Alert, Button, Divider, Stack, Text } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { CodeBlock } from "../../components/code-block.tsx";
import { ErrorState } from "../../components/error-state.tsx";
import { FormFault } from "../../components/form-fault.tsx";
import { OutsidePage } from "../../components/outside-page.tsx";
import type { Fault } from "../../faults.ts";
import { BASE, safeNext } from "../../next-path.ts";
import { type SignInMethods, useSetup, useSignInMethods } from "../../queries/session.ts";
import { CodeForm } from "./code-form.tsx";
import { PasskeyButton } from "./passkey-button.tsx";
import { PasswordForm } from "./password-form.tsx";
import { texts as common } from "../../components/texts.ts";
import { texts } from "./texts.ts";

const route = getRouteApi("/login");

export function Login() {
  const { reason } = route.useSearch();
  const setup = useSetup();
  const methods = useSignInMethods();
  const hasProvider = (methods.data?.providers.length ?? 0) > 0;
  if (setup.data?.needed && methods.data !== undefined && !hasProvider) return <NoUserYet />;
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
      <Ways methods={methods.data} leadsOn={reason === undefined} />
    </OutsidePage>
  );
}

/** The ways to sign in; until they are known, a password may be typed. */
function Ways({ methods, leadsOn }: { methods: SignInMethods | undefined; leadsOn: boolean }) {
  const { next } = route.useSearch();
  const [ticket, setTicket] = useState<string>();
  const [fault, setFault] = useState<Fault>();
  const isForced = methods?.forced ?? false;
  const [first] = methods?.providers ?? [];
  const query = next === undefined ? "" : `?${new URLSearchParams({ next: safeNext(next) }).toString()}`;
  // Whoever was led back with a reason, or signed out, is asked first.
  const leadTo = isForced && leadsOn && first ? `${first.path}${query}` : undefined;
  useEffect(() => {
    if (leadTo !== undefined) window.location.replace(leadTo);
  }, [leadTo]);
  if (ticket !== undefined)
    return (
      <CodeForm
        ticket={ticket}
        onBeginAgain={(why) => {
          setTicket(undefined);
          setFault(why);
        }}
      />
    );
  const others = [
    ...(methods?.passkey ? [<PasskeyButton key="passkey" />] : []),
    ...(methods?.providers ?? []).map(({ id, label, path }) => (
      <Button key={id} component="a" href={`${path}${query}`} variant={isForced ? "filled" : "default"} fullWidth>
        {texts.signInWith(label)}
      </Button>
    )),
  ];
  return (
    <Stack>
      <FormFault fault={fault} />
      {!isForced && <PasswordForm onCodeNeeded={setTicket} />}
      {others.length > 0 && !isForced && <Divider label={texts.or} />}
      {others}
    </Stack>
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
      <CodeBlock code="npx posthorn password" label={common.command} />
    </OutsidePage>
  );
}
