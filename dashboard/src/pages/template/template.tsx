import { ActionIcon, Badge, Button, Menu } from "@mantine/core";
import { useForm } from "@mantine/form";
import { submit } from "@posthorn/contracts/submissions";
import { deleteTemplate, type Template, updateTemplate } from "@posthorn/contracts/templates";
import { IconCode, IconDotsVertical, IconHistory, IconSend, IconTrash } from "@tabler/icons-react";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useEffect, useEffectEvent, useRef, useState } from "react";
import { ErrorState } from "../../components/error-state.tsx";
import { TextLink } from "../../components/link.tsx";
import { PageLoading } from "../../components/loading.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { showDone } from "../../components/toast.tsx";
import { useSubmit } from "../../components/use-submit.ts";
import { useUrlSearch } from "../../components/use-url-search.ts";
import { useMay } from "../../queries/session.ts";
import { useTemplate, useUpdateTemplate } from "../../queries/templates.ts";
import { DeleteTemplate } from "../templates/delete-template.tsx";
import { LeaveGuard } from "./leave-guard.tsx";
import { SendDialog } from "./send-dialog.tsx";
import { Studio } from "./studio.tsx";
import { faultsOf, FIELDS, formOf, type TemplateForm, toTemplate } from "./template-form.ts";
import { texts } from "./texts.ts";
import { UseDialog } from "./use-dialog.tsx";
import { useSampleParams } from "./use-sample-params.ts";
import { TemplateVersions } from "./template-versions.tsx";

const route = getRouteApi("/signed-in/templates/$template");
const icon = { size: 17, "aria-hidden": true } as const;

export function TemplatePage() {
  const { template: id } = route.useParams();
  const template = useTemplate(id);
  if (template.isError)
    return (
      <>
        <PageHeader title={id} parent={<TextLink to="/templates">{texts.parent}</TextLink>} />
        <ErrorState error={template.error} onRetry={() => void template.refetch()} isRetrying={template.isFetching} />
      </>
    );
  if (template.data === undefined) return <PageLoading />;
  return <Editor template={template.data} />;
}

function Editor({ template }: { template: Template }) {
  const { look, part, images, dialog, version } = route.useSearch();
  const [, change] = useUrlSearch();
  const navigate = useNavigate();
  const update = useUpdateTemplate(template.id);
  const mayWrite = useMay(updateTemplate);
  const mayDelete = useMay(deleteTemplate);
  const maySend = useMay(submit);
  const samples = useSampleParams(template.id);
  const form = useForm<TemplateForm>({ initialValues: formOf(template), validate: faultsOf });
  const [isDeleting, setDeleting] = useState(false);
  const isLeaving = useRef(false);
  const isDirty = form.isDirty();
  const showStored = useEffectEvent((stored: Template) => {
    if (form.isDirty()) return;
    form.setInitialValues(formOf(stored));
    form.setValues(formOf(stored));
  });
  // A version that was restored, or written by somebody else, shows where nothing is typed meanwhile.
  useEffect(() => showStored(template), [template]);
  const { onSubmit, isBusy, fault } = useSubmit(
    form,
    async (values) => {
      const { account: _, ...body } = toTemplate(values);
      await update(body);
      form.resetDirty(values);
      showDone(texts.saved);
    },
    { fields: FIELDS },
  );
  const close = () => change({ dialog: undefined, version: undefined });
  return (
    <form onSubmit={onSubmit} noValidate style={{ display: "contents" }}>
      <PageHeader
        title={template.name}
        parent={
          <TextLink to="/templates" search={template.account === null ? {} : { account: template.account }}>
            {texts.parent}
          </TextLink>
        }
        actions={
          <>
            {isDirty && (
              <Badge variant="light" color="yellow" tt="none" autoContrast>
                {texts.unsaved}
              </Badge>
            )}
            {maySend && (
              <Button variant="default" leftSection={<IconSend {...icon} />} onClick={() => change({ dialog: "send" })}>
                {texts.send.open}
              </Button>
            )}
            {mayWrite && (
              <Button type="submit" loading={isBusy} disabled={!isDirty}>
                {texts.save}
              </Button>
            )}
            <Menu position="bottom-end" withinPortal>
              <Menu.Target>
                <ActionIcon variant="default" size={36} aria-label={texts.more}>
                  <IconDotsVertical {...icon} />
                </ActionIcon>
              </Menu.Target>
              <Menu.Dropdown>
                <Menu.Item leftSection={<IconHistory {...icon} />} onClick={() => change({ dialog: "versions" })}>
                  {texts.versions.open}
                </Menu.Item>
                <Menu.Item leftSection={<IconCode {...icon} />} onClick={() => change({ dialog: "use" })}>
                  {texts.use.open}
                </Menu.Item>
                {mayDelete && (
                  <Menu.Item color="red" leftSection={<IconTrash {...icon} />} onClick={() => setDeleting(true)}>
                    {texts.delete}
                  </Menu.Item>
                )}
              </Menu.Dropdown>
            </Menu>
          </>
        }
      />
      <Studio
        form={form}
        samples={samples}
        look={look}
        part={part}
        showsImages={images === true}
        isNew={false}
        mayWrite={mayWrite}
        fault={fault}
      />
      {dialog === "send" && maySend && (
        <SendDialog
          template={template}
          form={form.values}
          isDirty={isDirty}
          params={samples.params ?? {}}
          onClose={close}
        />
      )}
      {dialog === "versions" && (
        <TemplateVersions template={template} version={version} isDirty={isDirty} onClose={close} />
      )}
      {dialog === "use" && <UseDialog template={template} params={samples.params ?? {}} onClose={close} />}
      <DeleteTemplate
        template={isDeleting ? template : undefined}
        onClose={() => setDeleting(false)}
        onDeleted={() => {
          isLeaving.current = true;
          void navigate({ to: "/templates", replace: true });
        }}
      />
      <LeaveGuard isDirty={() => form.isDirty() && !isLeaving.current} />
    </form>
  );
}
