import { Badge, Button, Group, Paper, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import type { SignedIn } from "@posthorn/contracts/sessions";
import { useNavigate } from "@tanstack/react-router";
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import { ErrorState } from "../../components/error-state.tsx";
import { LinesLoading } from "../../components/loading.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { RelativeTime } from "../../components/relative-time.tsx";
import { showDone, showFault } from "../../components/toast.tsx";
import { useEndSession, useSessions, useSignOut } from "../../queries/session.ts";
import { browserName } from "./browser-name.ts";
import { texts } from "./texts.ts";

export function Sessions() {
  const sessions = useSessions();
  const navigate = useNavigate();
  const signOut = useSignOut(() => navigate({ to: "/login", search: { reason: "signed-out-everywhere" } }));
  const [isAsking, ask] = useDisclosure();
  return (
    <>
      <PageHeader
        title={texts.title}
        description={texts.description}
        actions={
          <Button variant="default" onClick={ask.open}>
            {texts.everywhere}
          </Button>
        }
      />
      {sessions.isError && <ErrorState error={sessions.error} onRetry={() => void sessions.refetch()} />}
      {sessions.isPending && <LinesLoading lines={2} height={64} />}
      <Stack gap="sm">
        {sessions.data?.sessions.map((session) => (
          <SessionCard key={session.id} session={session} />
        ))}
      </Stack>
      <ConfirmDialog
        isOpen={isAsking}
        onClose={ask.close}
        title={texts.everywhereTitle}
        text={texts.everywhereText}
        action={texts.everywhere}
        onConfirm={() => signOut.mutateAsync({ everywhere: true })}
      />
    </>
  );
}

function SessionCard({ session }: { session: SignedIn }) {
  const end = useEndSession();
  const { id, current, created, lastSeen, expires, address, userAgent } = session;
  return (
    <Paper withBorder p="md">
      <Group justify="space-between" gap="sm">
        <div>
          <Group gap="xs">
            <Text fw={600}>{userAgent === null ? texts.unknownBrowser : browserName(userAgent)}</Text>
            {current && <Badge variant="light">{texts.current}</Badge>}
          </Group>
          <Text size="sm" c="dimmed">
            {address !== null && `${address} · `}
            {texts.lastSeen} <RelativeTime at={lastSeen} /> · {texts.since} <RelativeTime at={created} /> ·{" "}
            {texts.until} <RelativeTime at={expires} />
          </Text>
        </div>
        {!current && (
          <Button
            variant="default"
            size="xs"
            loading={end.isPending}
            onClick={() =>
              end.mutate(id, { onSuccess: () => showDone(texts.signedOut), onError: (error) => showFault(error) })
            }
          >
            {texts.signOut}
          </Button>
        )}
      </Group>
    </Paper>
  );
}
