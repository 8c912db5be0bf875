import { Button, Group, SimpleGrid, Stack, Switch, Text } from "@mantine/core";
import { useForm } from "@mantine/form";
import { getAdminLog } from "@posthorn/contracts/admin-log";
import type { Role } from "@posthorn/contracts/roles";
import {
  deleteUser,
  endUserSessions,
  resetUserPassword,
  resetUserSecondFactor,
  updateUser,
  type User,
} from "@posthorn/contracts/users";
import { IconTrash } from "@tabler/icons-react";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import { Details } from "../../components/details.tsx";
import { ErrorState } from "../../components/error-state.tsx";
import { FormFault } from "../../components/form-fault.tsx";
import { TextLink } from "../../components/link.tsx";
import { LinesLoading } from "../../components/loading.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { RelativeTime } from "../../components/relative-time.tsx";
import { Section } from "../../components/section.tsx";
import { ShortId } from "../../components/short-id.tsx";
import { StateBadge } from "../../components/state-badge.tsx";
import { showDone } from "../../components/toast.tsx";
import { useSubmit } from "../../components/use-submit.ts";
import { UserNameInput } from "../../components/user-name-input.tsx";
import { useMay, useSession } from "../../queries/session.ts";
import { useResetPassword, useUpdateUser, useUser, useUserActions } from "../../queries/users.ts";
import { DeleteUser } from "../users/delete-user.tsx";
import { LinkDialog, type PassedLink } from "../users/link-dialog.tsx";
import { RoleSelect } from "../users/role-select.tsx";
import { texts as common } from "../users/texts.ts";
import { signsInWith, userLabel } from "../users/user-label.ts";
import { texts } from "./texts.ts";

const route = getRouteApi("/signed-in/users/$user");

export function UserPage() {
  const { user: id } = route.useParams();
  const user = useUser(id);
  const isOwn = useSession()?.user.id === id;
  const mayUpdate = useMay(updateUser);
  const mayDelete = useMay(deleteUser);
  const navigate = useNavigate();
  const [isAsking, setAsking] = useState(false);
  return (
    <>
      <PageHeader
        title={user.data?.name ?? texts.fallback}
        parent={<TextLink to="/users">{texts.back}</TextLink>}
        actions={
          user.data &&
          mayDelete &&
          !isOwn && (
            <Button variant="default" leftSection={<IconTrash size={16} aria-hidden />} onClick={() => setAsking(true)}>
              {common.delete}
            </Button>
          )
        }
      />
      {user.isError ? (
        <ErrorState error={user.error} onRetry={() => void user.refetch()} isRetrying={user.isFetching} />
      ) : user.data ? (
        <>
          <Facts user={user.data} />
          {mayUpdate && <EditUser user={user.data} isOwn={isOwn} />}
          {isOwn ? (
            <Group gap="sm">
              <Text size="sm">{texts.own}</Text>
              <TextLink to="/account/security" size="sm">
                {texts.toSecurity}
              </TextLink>
            </Group>
          ) : (
            <Help user={user.data} />
          )}
        </>
      ) : (
        <Section title={texts.details}>
          <LinesLoading lines={6} />
        </Section>
      )}
      <DeleteUser
        user={isAsking ? user.data : undefined}
        onClose={() => setAsking(false)}
        onDeleted={() => void navigate({ to: "/users", replace: true })}
      />
    </>
  );
}

function Facts({ user }: { user: User }) {
  const { id, name, sessions, created, signedIn } = user;
  const maySeeLog = useMay(getAdminLog);
  return (
    <Section title={texts.details}>
      <Details
        items={[
          [texts.state, <StateBadge key="state" label={userLabel(user)} />],
          [texts.signsIn, signsInWith(user)],
          [texts.sessions, sessions === 0 ? common.nowhere : common.places(sessions)],
          [texts.lastSignIn, signedIn ? <RelativeTime key="signed-in" at={signedIn} /> : common.never],
          [texts.created, <RelativeTime key="created" at={created} />],
          [
            texts.log,
            maySeeLog && (
              <TextLink key="log" to="/admin-log" search={{ user: name }}>
                {texts.showLog}
              </TextLink>
            ),
          ],
          [texts.id, <ShortId key="id" id={id} />],
        ]}
      />
    </Section>
  );
}

interface Values extends Record<string, unknown> {
  name: string;
  role: Role;
  disabled: boolean;
}

function EditUser({ user: { id, name, role, disabled }, isOwn }: { user: User; isOwn: boolean }) {
  const update = useUpdateUser();
  const form = useForm<Values>({ initialValues: { name, role, disabled } });
  const { onSubmit, isBusy, fault } = useSubmit(
    form,
    async (values) => {
      await update.mutateAsync({ user: id, ...values, name: values.name.trim() });
      form.resetDirty();
      showDone(texts.saved);
    },
    { fields: ["name", "role", "disabled"] },
  );
  return (
    <form onSubmit={onSubmit} noValidate>
      <Section title={texts.edit}>
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          <UserNameInput label={texts.name} autoComplete="off" {...form.getInputProps("name")} />
          <RoleSelect
            label={texts.role}
            value={form.values.role}
            onChange={(next) => form.setFieldValue("role", next)}
            error={form.errors["role"]}
          />
        </SimpleGrid>
        {!isOwn && (
          <Switch
            label={texts.disabled}
            description={texts.disabledText}
            {...form.getInputProps("disabled", { type: "checkbox" })}
          />
        )}
        <FormFault fault={fault} />
        <Group>
          <Button type="submit" loading={isBusy} disabled={!form.isDirty()}>
            {texts.save}
          </Button>
        </Group>
      </Section>
    </form>
  );
}

/** What an owner does for somebody who can't sign in any more, or who should not. */
function Help({ user: { id, name, totp, passkeys, sessions } }: { user: User }) {
  const reset = useResetPassword();
  const { resetSecondFactor, endSessions } = useUserActions();
  const may = {
    reset: useMay(resetUserPassword),
    factor: useMay(resetUserSecondFactor),
    signOut: useMay(endUserSessions),
  };
  const [asked, setAsked] = useState<"reset" | "factor" | "signOut">();
  // The link lives here and nowhere else, until its dialog is closed.
  const [link, setLink] = useState<PassedLink>();
  const close = () => setAsked(undefined);
  return (
    <Section title={texts.help}>
      <Stack gap="sm">
        <Text size="sm" c="dimmed">
          {texts.helpText}
        </Text>
        <Group gap="xs">
          {may.reset && (
            <Button variant="default" onClick={() => setAsked("reset")}>
              {texts.reset}
            </Button>
          )}
          {may.factor && (totp || passkeys > 0) && (
            <Button variant="default" onClick={() => setAsked("factor")}>
              {texts.factor}
            </Button>
          )}
          {may.signOut && sessions > 0 && (
            <Button variant="default" onClick={() => setAsked("signOut")}>
              {texts.signOut}
            </Button>
          )}
        </Group>
      </Stack>
      <ConfirmDialog
        isOpen={asked === "reset"}
        onClose={close}
        title={texts.resetTitle(name)}
        text={texts.resetText}
        action={texts.resetAction}
        onConfirm={async () => {
          const made = await reset(id);
          setLink({ name, link: made.link ?? "", expires: made.linkExpires });
        }}
      />
      <ConfirmDialog
        isOpen={asked === "factor"}
        onClose={close}
        title={texts.factorTitle(name)}
        text={texts.factorText}
        action={texts.factor}
        onConfirm={async () => {
          await resetSecondFactor.mutateAsync(id);
          showDone(texts.factorDone);
        }}
      />
      <ConfirmDialog
        isOpen={asked === "signOut"}
        onClose={close}
        title={texts.signOutTitle(name)}
        text={texts.signOutText}
        action={texts.signOut}
        onConfirm={async () => {
          await endSessions.mutateAsync(id);
          showDone(texts.signOutDone);
        }}
      />
      {link && <LinkDialog {...link} onClose={() => setLink(undefined)} />}
    </Section>
  );
}
