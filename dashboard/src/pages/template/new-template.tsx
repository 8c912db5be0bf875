import { Button } from "@mantine/core";
import { useForm } from "@mantine/form";
import { createTemplate } from "@posthorn/contracts/templates";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useRef } from "react";
import { TextLink } from "../../components/link.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { showDone } from "../../components/toast.tsx";
import { useSubmit } from "../../components/use-submit.ts";
import { useMay } from "../../queries/session.ts";
import { useCreateTemplate } from "../../queries/templates.ts";
import { LeaveGuard } from "./leave-guard.tsx";
import { Studio } from "./studio.tsx";
import { faultsOf, FIELDS, newForm, type TemplateForm, toTemplate } from "./template-form.ts";
import { texts } from "./texts.ts";
import { useSampleParams } from "./use-sample-params.ts";

const route = getRouteApi("/signed-in/templates/new");

export function NewTemplate() {
  const { account, look, part, images } = route.useSearch();
  const navigate = useNavigate();
  const create = useCreateTemplate();
  const mayWrite = useMay(createTemplate);
  const samples = useSampleParams("new");
  const form = useForm<TemplateForm>({ initialValues: newForm(account), validate: faultsOf });
  const isSaved = useRef(false);
  const { onSubmit, isBusy, fault } = useSubmit(
    form,
    async (values) => {
      const template = await create(toTemplate(values));
      isSaved.current = true;
      samples.keepFor(template);
      showDone(texts.created);
      await navigate({ to: "/templates/$template", params: { template }, replace: true });
    },
    { fields: FIELDS },
  );
  return (
    <form onSubmit={onSubmit} noValidate style={{ display: "contents" }}>
      <PageHeader
        title={texts.newTitle}
        parent={
          <TextLink to="/templates" search={account === undefined ? {} : { account }}>
            {texts.parent}
          </TextLink>
        }
        actions={
          mayWrite && (
            <Button type="submit" loading={isBusy}>
              {texts.create}
            </Button>
          )
        }
      />
      <Studio
        form={form}
        samples={samples}
        look={look}
        part={part}
        showsImages={images === true}
        isNew
        mayWrite={mayWrite}
        fault={fault}
      />
      <LeaveGuard isDirty={() => form.isDirty() && !isSaved.current} />
    </form>
  );
}
