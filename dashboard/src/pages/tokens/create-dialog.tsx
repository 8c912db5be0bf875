import { Modal, NumberInput, Select, SimpleGrid, Stack, Switch, Textarea, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import type { McpLevels } from "@posthorn/contracts/mcp-levels";
import type { Scope } from "@posthorn/contracts/scopes";
import { DialogButtons } from "../../components/dialog-buttons.tsx";
import { FormFault } from "../../components/form-fault.tsx";
import { useSubmit } from "../../components/use-submit.ts";
import { useMcp } from "../../queries/agents.ts";
import { useCreateToken } from "../../queries/tokens.ts";
import { AccountPicker } from "../accounts/account-picker.tsx";
import { LevelsField, ToolsOutcome } from "../agents/levels-field.tsx";
import { GrantsField } from "./grants-field.tsx";
import {
  accessOf,
  emptyForm,
  EXPIRIES,
  faultsOf,
  FIELDS,
  isForAgents,
  levelsOf,
  type NewTokenForm,
  opensApi,
  permissionsOf,
  RATE_WINDOWS,
  reachOf,
  toCreateToken,
} from "./new-token-form.ts";
import { PermissionsField } from "./permissions-field.tsx";
import type { NewToken } from "./ready-to-paste.ts";
import { ScopeField } from "./scope-field.tsx";
import { texts as common } from "../../components/texts.ts";
import { texts } from "./texts.ts";

interface Props {
  isOpen: boolean;
  account: string | undefined;
  scope: Scope | undefined;
  onClose: () => void;
  onCreated: (token: NewToken) => void;
}

export function CreateDialog({ isOpen, onClose, ...form }: Props) {
  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      title={texts.form.title}
      size="lg"
      closeOnClickOutside={false}
      closeButtonProps={{ "aria-label": common.close }}
    >
      <CreateForm onClose={onClose} {...form} />
    </Modal>
  );
}

function CreateForm({ account, scope, onClose, onCreated }: Omit<Props, "isOpen">) {
  const createToken = useCreateToken();
  const form = useForm<NewTokenForm>({
    initialValues: emptyForm(account, scope),
    validate: (values) => faultsOf(values, Date.now()),
  });
  const { values, errors } = form;
  const mcp = useMcp({ isWanted: isForAgents(values.scopes) });
  const { onSubmit, isBusy, fault } = useSubmit(
    form,
    async (given) => {
      const { token } = await createToken(toCreateToken(given, Date.now()));
      onCreated({
        value: token,
        scopes: given.scopes,
        account: given.account ?? undefined,
        permissions: permissionsOf(given),
      });
    },
    { fields: FIELDS },
  );
  return (
    <form onSubmit={onSubmit} noValidate>
      <Stack gap="lg">
        <TextInput
          label={texts.form.description}
          description={texts.form.descriptionHint}
          required
          maxLength={1024}
          data-autofocus
          {...form.getInputProps("description")}
        />
        <ScopeField
          value={values.scopes}
          onChange={(scopes) => form.setFieldValue("scopes", scopes)}
          error={errors["scopes"]}
        />
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          <AccountPicker
            label={texts.form.account}
            description={texts.form.accountHint}
            placeholder={texts.form.accountAny}
            value={values.account}
            onChange={(chosen) => form.setFieldValue("account", chosen)}
            error={errors["account"]}
          />
          <Stack gap="xs">
            <Select
              label={texts.form.expiry}
              description={texts.form.expiresHint}
              data={EXPIRIES}
              allowDeselect={false}
              {...form.getInputProps("expiry")}
            />
            {values.expiry === "custom" && (
              <TextInput type="datetime-local" label={texts.form.expires} {...form.getInputProps("expires")} />
            )}
          </Stack>
        </SimpleGrid>
        {isForAgents(values.scopes) && (
          <Stack gap="md">
            {values.custom === null ? (
              <LevelsField
                value={levelsOf(values)}
                onChange={(levels) => form.setFieldValue("levels", { ...values.levels, ...withoutNone(levels) })}
                tools={mcp.data?.tools}
                isBound={values.account !== null}
                sections={[
                  ...(values.scopes.includes("mcp-manage") ? (["manage"] as const) : []),
                  ...(values.scopes.includes("mcp") ? (["mail"] as const) : []),
                ]}
                mayBeNone={false}
              />
            ) : (
              <>
                <GrantsField
                  reach={reachOf(values)}
                  value={accessOf(values).grants}
                  onChange={(grants) => form.setFieldValue("custom", grants)}
                  error={errors["permissions.grants"]}
                />
                <ToolsOutcome access={accessOf(values)} tools={mcp.data?.tools} isBound={values.account !== null} />
              </>
            )}
            <Switch
              label={texts.form.custom}
              description={texts.form.customHint}
              checked={values.custom !== null}
              onChange={({ currentTarget }) =>
                form.setFieldValue("custom", currentTarget.checked ? accessOf(values).grants : null)
              }
            />
          </Stack>
        )}
        {opensApi(values.scopes) && (
          <Stack gap="md">
            <Switch label={texts.form.restrict} {...form.getInputProps("isNarrowed", { type: "checkbox" })} />
            {values.isNarrowed && (
              <PermissionsField
                value={values.permissions}
                onChange={(matrix) => form.setFieldValue("permissions", matrix)}
                scopes={values.scopes}
                errors={errors}
              />
            )}
          </Stack>
        )}
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          <Textarea
            label={texts.form.addresses}
            description={texts.form.addressesHint}
            autosize
            minRows={2}
            {...form.getInputProps("restrictions.addresses")}
          />
          <Textarea
            label={texts.form.referrers}
            description={texts.form.referrersHint}
            autosize
            minRows={2}
            {...form.getInputProps("restrictions.referrers")}
          />
          <NumberInput
            label={texts.form.maxRequests}
            placeholder={texts.form.noLimit}
            min={1}
            allowDecimal={false}
            allowNegative={false}
            {...form.getInputProps("restrictions.rateLimit.maxRequests")}
          />
          <Select
            label={texts.form.timeWindow}
            data={RATE_WINDOWS}
            allowDeselect={false}
            {...form.getInputProps("restrictions.rateLimit.timeWindow")}
          />
        </SimpleGrid>
        <FormFault fault={fault} />
        <DialogButtons submit={texts.form.submit} isBusy={isBusy} onCancel={onClose} />
      </Stack>
    </form>
  );
}

/** A section that is not asked for keeps what was chosen before. */
const withoutNone = (levels: McpLevels): Partial<McpLevels> =>
  Object.fromEntries(Object.entries(levels).filter(([, level]) => level !== "none"));
