import type { Static } from "typebox";
import Type from "typebox";
import { contract } from "./contract.ts";
import {
  AccountId,
  AccountParams,
  Address,
  Nullable,
  OneOf,
  OpenObject,
  Page,
  paged,
  PageSize,
  Strict,
  Timestamp,
  Trimmed,
} from "./schemas.ts";

/** What the `html` of a template is written in. */
export const TEMPLATE_FORMATS = ["html", "markdown", "mjml"] as const;
export type TemplateFormat = (typeof TEMPLATE_FORMATS)[number];

/** Hidden text at the start of a message, for lists of messages. */
export const PreviewText = Type.String({ maxLength: 1024 });

/** What a message says, with Handlebars in it. How long `text` and `html` may be is up to the installation. */
const content = {
  subject: Type.Optional(Trimmed({ maxLength: 10_240 })),
  text: Type.Optional(Type.String()),
  html: Type.Optional(Type.String()),
  previewText: Type.Optional(PreviewText),
};
const TemplateContent = Strict(content, { $id: "TemplateContent" });
export type TemplateContent = Static<typeof TemplateContent>;

/** Values that a template reads as `params`. */
export const TemplateParams = OpenObject({ $id: "RenderValues" });

const name = Type.String({ minLength: 1, maxLength: 256 });
const description = Type.Optional(Type.String({ maxLength: 1024 }));

export const CreateTemplate = Strict(
  {
    /** Null makes a template that every account can use. */
    account: Nullable(AccountId),
    name,
    description,
    format: Type.Optional(OneOf(TEMPLATE_FORMATS, { default: "html" })),
    content: TemplateContent,
  },
  { $id: "CreateTemplate" },
);

export const UpdateTemplate = Strict(
  {
    name: Type.Optional(name),
    description,
    format: Type.Optional(OneOf(TEMPLATE_FORMATS)),
    /** Takes the place of all that the template said. */
    content: Type.Optional(TemplateContent),
  },
  { $id: "UpdateTemplate" },
);

const id = Type.String({ maxLength: 256 });
const account = Nullable(Type.String({ maxLength: 256 }));

/** Counts from 1 with each change of what the template says. */
export const TemplateVersionNumber = Type.Integer({ minimum: 1, maximum: 2 ** 31 - 1 });

const entry = {
  id,
  name: Type.String({ maxLength: 256 }),
  description: Type.Optional(Type.String({ maxLength: 1024 })),
  format: Type.Optional(OneOf(TEMPLATE_FORMATS)),
  version: TemplateVersionNumber,
  created: Type.Optional(Timestamp()),
  updated: Type.Optional(Timestamp()),
};

export const TemplateEntry = Type.Object(entry, { $id: "AccountTemplate" });
export type TemplateEntry = Static<typeof TemplateEntry>;

/** `account` is null for a template that every account can use. */
export const Template = Type.Object(
  { account, ...entry, content: Type.Optional(Type.Object(content)) },
  { $id: "AccountTemplateResponse" },
);
export type Template = Static<typeof Template>;

const TemplateRoute = Strict({ template: Type.String({ minLength: 1, maxLength: 256 }) });
const onTemplates = { tag: "Templates", scope: "api", group: "template" } as const;

export const listTemplates = contract({
  ...onTemplates,
  method: "GET",
  path: "/v1/templates",
  operationId: "getV1Templates",
  summary: "List the templates of an account, or those that every account can use",
  action: "read",
  boundBy: "query.account",
  query: Strict({
    account: Type.Optional(AccountId),
    /** Of an account, whether also those that every account can use. */
    includeShared: Type.Optional(Type.Boolean({ default: false })),
    page: Page,
    pageSize: PageSize,
  }),
  response: Type.Object(
    { account, ...paged, templates: Type.Array(TemplateEntry, { $id: "AccountTemplatesList" }) },
    { $id: "AccountTemplatesResponse" },
  ),
});

export const createTemplate = contract({
  ...onTemplates,
  method: "POST",
  path: "/v1/templates/template",
  operationId: "postV1TemplatesTemplate",
  summary: "Add a template",
  action: "write",
  boundBy: "verb",
  bodyLimit: "large",
  body: CreateTemplate,
  response: Type.Object({ created: Type.Boolean(), account, id }, { $id: "CreateTemplateResponse" }),
});

export const getTemplate = contract({
  ...onTemplates,
  method: "GET",
  path: "/v1/templates/template/:template",
  operationId: "getV1TemplatesTemplateTemplate",
  summary: "Get a template",
  action: "read",
  boundBy: "verb",
  params: TemplateRoute,
  response: Template,
});

export const updateTemplate = contract({
  ...onTemplates,
  method: "PUT",
  path: "/v1/templates/template/:template",
  operationId: "putV1TemplatesTemplateTemplate",
  summary: "Change a template",
  action: "write",
  boundBy: "verb",
  bodyLimit: "large",
  params: TemplateRoute,
  body: UpdateTemplate,
  response: Type.Object(
    { updated: Type.Boolean(), account, id, version: TemplateVersionNumber },
    { $id: "UpdateTemplateResponse" },
  ),
});

export const deleteTemplate = contract({
  ...onTemplates,
  method: "DELETE",
  path: "/v1/templates/template/:template",
  operationId: "deleteV1TemplatesTemplateTemplate",
  summary: "Delete a template",
  action: "destructive",
  boundBy: "verb",
  params: TemplateRoute,
  response: Type.Object({ deleted: Type.Boolean({ default: true }), account, id }, { $id: "DeleteTemplateResponse" }),
});

const TemplateVersionRoute = Strict({
  template: Type.String({ minLength: 1, maxLength: 256 }),
  version: TemplateVersionNumber,
});

const version = {
  version: TemplateVersionNumber,
  format: OneOf(TEMPLATE_FORMATS),
  /** When the template began to say this. */
  created: Timestamp(),
};

export const TemplateVersion = Type.Object(
  { account, id, ...version, content: Type.Object(content) },
  { $id: "TemplateVersion" },
);
export type TemplateVersion = Static<typeof TemplateVersion>;

export const listTemplateVersions = contract({
  ...onTemplates,
  method: "GET",
  path: "/v1/templates/template/:template/versions",
  operationId: "getV1TemplatesTemplateTemplateVersions",
  summary: "List what a template says and said before, the newest first",
  action: "read",
  boundBy: "verb",
  params: TemplateRoute,
  query: Strict({ page: Page, pageSize: PageSize }),
  response: Type.Object(
    { account, id, ...paged, versions: Type.Array(Type.Object(version), { $id: "TemplateVersionList" }) },
    { $id: "TemplateVersionsResponse" },
  ),
});

export const getTemplateVersion = contract({
  ...onTemplates,
  method: "GET",
  path: "/v1/templates/template/:template/versions/:version",
  operationId: "getV1TemplatesTemplateTemplateVersionsVersion",
  summary: "Get a version of a template",
  action: "read",
  boundBy: "verb",
  params: TemplateVersionRoute,
  response: TemplateVersion,
});

export const restoreTemplateVersion = contract({
  ...onTemplates,
  method: "POST",
  path: "/v1/templates/template/:template/versions/:version/restore",
  operationId: "postV1TemplatesTemplateTemplateVersionsVersionRestore",
  summary: "Let a template say again what it said in a version",
  action: "write",
  boundBy: "verb",
  params: TemplateVersionRoute,
  response: Type.Object(
    { restored: Type.Boolean(), account, id, version: TemplateVersionNumber },
    { $id: "RestoreTemplateResponse" },
  ),
});

export const flushTemplates = contract({
  ...onTemplates,
  method: "DELETE",
  path: "/v1/templates/account/:account",
  operationId: "deleteV1TemplatesAccountAccount",
  summary: "Delete all templates of an account",
  action: "destructive",
  params: AccountParams,
  query: Strict({ force: Type.Optional(Type.Boolean({ default: false })) }),
  response: Type.Object(
    { flushed: Type.Boolean({ default: true }), account: Type.String({ maxLength: 256 }) },
    { $id: "FlushTemplatesResponse" },
  ),
});

export const previewTemplate = contract({
  ...onTemplates,
  method: "POST",
  path: "/v1/templates/template/:template/preview",
  operationId: "postV1TemplatesTemplateTemplatePreview",
  summary: "Render a template; nothing is sent",
  action: "read",
  boundBy: "verb",
  alsoFailsWith: ["422"],
  params: TemplateRoute,
  body: Nullable(
    Strict({
      params: Type.Optional(TemplateParams),
      /** Whose name and address the template shows, for one that every account can use. */
      account: Type.Optional(AccountId),
      /** Whom a copy of a mail merge would be for. */
      to: Type.Optional(Address),
      /** What it said then; now, without. */
      version: Type.Optional(TemplateVersionNumber),
    }),
    { $id: "PreviewTemplate" },
  ),
  response: Type.Object({ account, id, content: Type.Object(content) }, { $id: "PreviewTemplateResponse" }),
});

export const previewContent = contract({
  ...onTemplates,
  method: "POST",
  path: "/v1/templates/preview",
  operationId: "previewTemplateContent",
  summary: "Render what a template would say; nothing is stored or sent",
  action: "read",
  boundBy: "verb",
  bodyLimit: "large",
  alsoFailsWith: ["422"],
  body: Strict(
    {
      /** Whose name and address it shows. */
      account: Type.Optional(Nullable(AccountId)),
      format: Type.Optional(OneOf(TEMPLATE_FORMATS, { default: "html" })),
      content: TemplateContent,
      params: Type.Optional(TemplateParams),
      /** Whom a copy of a mail merge would be for. */
      to: Type.Optional(Address),
    },
    { $id: "PreviewContent" },
  ),
  response: Type.Object({ content: Type.Object(content) }, { $id: "PreviewContentResponse" }),
});
