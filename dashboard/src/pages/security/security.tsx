import { Button, Group, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { disableTotp, enrolTotp, renewRecoveryCodes } from "@posthorn/contracts/second-factor";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import { ErrorState } from "../../components/error-state.tsx";
import { ButtonLink } from "../../components/link.tsx";
import { LinesLoading } from "../../components/loading.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { RelativeTime } from "../../components/relative-time.tsx";
import { Section } from "../../components/section.tsx";
import { showDone } from "../../components/toast.tsx";
import { useUrlSearch } from "../../components/use-url-search.ts";
import { useDisableTotp, useFactors, useRenewRecoveryCodes } from "../../queries/second-factor.ts";
import { useMay, useSession, useSessions, useSignOut } from "../../queries/session.ts";
import { texts as common } from "../sessions/texts.ts";
import { CodesDialog } from "./codes-dialog.tsx";
import { EnrolDialog } from "./enrol-dialog.tsx";
import { PasskeyDialog } from "./passkey-dialog.tsx";
import { Passkeys } from "./passkeys.tsx";
import { PasswordDialog } from "./password-dialog.tsx";
import { texts } from "./texts.ts";

const route = getRouteApi("/signed-in/account/security");

/** What one signs in with, and where one is signed in. */
export function Security() {
  const { dialog } = route.useSearch();
  const [, change] = useUrlSearch();
  const factors = useFactors();
  const show = (next?: string) => change({ dialog: next });
  const hasPassword = factors.data?.hasPassword === true;
  return (
    <>
      <PageHeader title={texts.title} description={texts.description} />
      {factors.isError ? (
        <ErrorState error={factors.error} onRetry={() => void factors.refetch()} isRetrying={factors.isFetching} />
      ) : factors.data === undefined ? (
        <Section title={texts.password.title}>
          <LinesLoading lines={4} />
        </Section>
      ) : (
        <>
          <PasswordPart hasPassword={hasPassword} />
          {(hasPassword || factors.data.totpSince !== null) && (
            <CodesPart since={factors.data.totpSince} left={factors.data.recoveryCodes} onShow={show} />
          )}
          <Passkeys hasPassword={hasPassword} onAdd={() => show("passkey")} />
          <Dialogs dialog={dialog} onClose={() => show()} />
        </>
      )}
      <SessionsPart />
    </>
  );
}

function PasswordPart({ hasPassword }: { hasPassword: boolean }) {
  const session = useSession();
  const isOfProvider = session?.method === "oidc" || session?.method === "okta";
  return (
    <Section
      title={texts.password.title}
      actions={
        hasPassword && (
          <ButtonLink to="/account/password" variant="default">
            {texts.password.change}
          </ButtonLink>
        )
      }
    >
      <Text size="sm">{hasPassword ? texts.password.has(session?.user.name ?? "") : texts.password.none}</Text>
      {isOfProvider && <Text size="sm">{texts.password.ofProvider}</Text>}
    </Section>
  );
}

interface CodesProps {
  since: string | null;
  left: number;
  onShow: (dialog: string) => void;
}

function CodesPart({ since, left, onShow }: CodesProps) {
  const may = { enable: useMay(enrolTotp), disable: useMay(disableTotp), renew: useMay(renewRecoveryCodes) };
  return (
    <>
      <Section
        title={texts.totp.title}
        actions={
          since === null
            ? may.enable && <Button onClick={() => onShow("codes-on")}>{texts.totp.enable}</Button>
            : may.disable && (
                <Button variant="default" onClick={() => onShow("codes-off")}>
                  {texts.totp.disable}
                </Button>
              )
        }
      >
        <Text size="sm">
          {since === null ? (
            texts.totp.off
          ) : (
            <>
              {texts.totp.on} <RelativeTime at={since} />
            </>
          )}
        </Text>
      </Section>
      {since !== null && (
        <Section
          title={texts.recovery.title}
          actions={
            may.renew && (
              <Button variant="default" onClick={() => onShow("recovery")}>
                {texts.recovery.renew}
              </Button>
            )
          }
        >
          <Text size="sm">{texts.recovery.left(left)}</Text>
        </Section>
      )}
    </>
  );
}

function Dialogs({ dialog, onClose }: { dialog: string | undefined; onClose: () => void }) {
  const disable = useDisableTotp();
  const renew = useRenewRecoveryCodes();
  // Codes live here and nowhere else, until their dialog is closed.
  const [codes, setCodes] = useState<string[]>();
  const keep = (made: string[]) => {
    setCodes(made);
    onClose();
  };
  return (
    <>
      {dialog === "codes-on" && <EnrolDialog onClose={onClose} onEnabled={keep} />}
      {dialog === "codes-off" && (
        <PasswordDialog
          title={texts.totp.disableTitle}
          text={texts.totp.disableText}
          action={texts.totp.disable}
          onClose={onClose}
          onConfirm={async (currentPassword) => {
            await disable(currentPassword);
            showDone(texts.totp.disabled);
            onClose();
          }}
        />
      )}
      {dialog === "recovery" && (
        <PasswordDialog
          title={texts.recovery.renewTitle}
          text={texts.recovery.renewText}
          action={texts.recovery.renew}
          onClose={onClose}
          onConfirm={async (currentPassword) => keep(await renew(currentPassword))}
        />
      )}
      {dialog === "passkey" && <PasskeyDialog onClose={onClose} />}
      {codes && <CodesDialog codes={codes} onClose={() => setCodes(undefined)} />}
    </>
  );
}

function SessionsPart() {
  const sessions = useSessions();
  const navigate = useNavigate();
  const signOut = useSignOut(() => navigate({ to: "/login", search: { reason: "signed-out-everywhere" } }));
  const [isAsking, ask] = useDisclosure();
  return (
    <Section
      title={texts.sessions.title}
      actions={
        <Group gap="xs">
          <ButtonLink to="/account/sessions" variant="default">
            {texts.sessions.show}
          </ButtonLink>
          <Button variant="default" onClick={ask.open}>
            {texts.sessions.everywhere}
          </Button>
        </Group>
      }
    >
      <Text size="sm">{sessions.data && texts.sessions.text(sessions.data.sessions.length)}</Text>
      <ConfirmDialog
        isOpen={isAsking}
        onClose={ask.close}
        title={common.everywhereTitle}
        text={common.everywhereText}
        action={texts.sessions.everywhere}
        onConfirm={() => signOut.mutateAsync({ everywhere: true })}
      />
    </Section>
  );
}
