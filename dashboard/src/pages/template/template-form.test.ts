import type { Template } from "@posthorn/contracts/templates";
import { expect, it } from "vitest";
import { faultsOf, formOf, newForm, toTemplate } from "./template-form.ts";

it("sends what is said, and leaves out what is empty", () => {
  const form = { ...newForm("ada"), name: " Order ", description: " Often " };
  form.content = { subject: "Hi {{params.name}} ", previewText: "", html: "\n", text: "Hello" };
  expect(toTemplate(form)).toEqual({
    account: "ada",
    name: "Order",
    description: "Often",
    format: "html",
    content: { subject: "Hi {{params.name}} ", text: "Hello" },
  });
});

it("takes a stored template as it is", () => {
  const template: Template = {
    account: null,
    id: "1",
    name: "Order",
    version: 3,
    format: "mjml",
    content: { html: "<mjml/>" },
  };
  expect(toTemplate(formOf(template))).toEqual({
    account: null,
    name: "Order",
    description: "",
    format: "mjml",
    content: { html: "<mjml/>" },
  });
});

it("needs a name", () => {
  expect(Object.keys(faultsOf(newForm(undefined)))).toEqual(["name"]);
  expect(faultsOf({ ...newForm(undefined), name: "x" })).toEqual({});
});
