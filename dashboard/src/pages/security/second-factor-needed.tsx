import { Button, Group, Stack, Text } from "@mantine/core";
import { IconFingerprint, IconLogout } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { OutsidePage } from "../../components/outside-page.tsx";
import { showFault } from "../../components/toast.tsx";
import { canUsePasskeys } from "../../queries/passkey-sign-in.ts";
import { useAskForSession, useSignOut } from "../../queries/session.ts";
import { texts as common } from "../../shell/texts.ts";
import { CodesDialog } from "./codes-dialog.tsx";
import { EnrolDialog } from "./enrol-dialog.tsx";
import { PasskeyDialog } from "./passkey-dialog.tsx";
import { texts } from "./texts.ts";

/** In place of all pages, as long as a password alone is not enough here. */
export function SecondFactorNeeded() {
  const navigate = useNavigate();
  const signOut = useSignOut(() => navigate({ to: "/login", search: { reason: "signed-out" } }));
  const askForSession = useAskForSession();
  const [dialog, setDialog] = useState<"codes" | "passkey">();
  // Codes live here and nowhere else, until their dialog is closed.
  const [codes, setCodes] = useState<string[]>();
  const close = () => setDialog(undefined);
  const canUse = canUsePasskeys();
  return (
    <OutsidePage title={texts.needed.title} description={texts.needed.text}>
      <Stack>
        <Button onClick={() => setDialog("codes")}>{texts.totp.enableTitle}</Button>
        {canUse && (
          <>
            <Text size="sm">{texts.needed.passkey}</Text>
            <Button
              variant="default"
              leftSection={<IconFingerprint size={17} aria-hidden />}
              onClick={() => setDialog("passkey")}
            >
              {texts.passkeys.add}
            </Button>
          </>
        )}
        <Group justify="flex-end">
          <Button
            variant="subtle"
            leftSection={<IconLogout size={16} aria-hidden />}
            loading={signOut.isPending}
            onClick={() =>
              signOut.mutate({ everywhere: false }, { onError: (error) => showFault(error, common.signOutFailed) })
            }
          >
            {common.signOut}
          </Button>
        </Group>
      </Stack>
      {dialog === "codes" && (
        <EnrolDialog
          onClose={close}
          onEnabled={(made) => {
            setCodes(made);
            close();
          }}
        />
      )}
      {dialog === "passkey" && <PasskeyDialog onClose={close} />}
      {codes && <CodesDialog codes={codes} onClose={() => void askForSession()} />}
    </OutsidePage>
  );
}
