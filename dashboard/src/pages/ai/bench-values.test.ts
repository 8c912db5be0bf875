import { expect, it } from "vitest";
import { changesTo, trialOf, valuesOf } from "./bench-values.ts";

const DEFAULTS = { url: "https://api.openai.com/v1", model: "gpt-5-mini", prompt: "Built in.", maxTokens: 30_000 };

it("begins with the settings, and with the built-in prompt where they have none", () => {
  expect(valuesOf({ openAiPrompt: "  ", openAiTemperature: 0, openAiMaxTokens: 0 }, DEFAULTS)).toEqual({
    prompt: "Built in.",
    model: "",
    temperature: 0,
    topP: "",
    maxTokens: "",
    reasoningEffort: "",
    preProcessingFn: "",
  });
  expect(valuesOf({ openAiPrompt: "Mine.", openAiModel: "small" }, DEFAULTS)).toMatchObject({
    prompt: "Mine.",
    model: "small",
  });
});

it("tries what is on the bench, whatever the settings say", () => {
  const values = valuesOf({}, DEFAULTS);
  expect(trialOf(values, DEFAULTS)).toEqual({
    prompt: null,
    model: null,
    temperature: null,
    topP: null,
    maxTokens: null,
    reasoningEffort: "",
    preProcessingFn: null,
  });
  const preProcessingFn = "return payload.account === 'sales';";
  expect(trialOf({ ...values, prompt: "Other.", temperature: 0, preProcessingFn }, DEFAULTS)).toMatchObject({
    prompt: "Other.",
    temperature: 0,
    preProcessingFn,
  });
});

it("saves what differs, and a built-in prompt as none", () => {
  const stored = { openAiPrompt: "Mine.", openAiModel: "small", openAiTemperature: 0.5 };
  const values = valuesOf(stored, DEFAULTS);
  expect(changesTo(stored, values, DEFAULTS)).toEqual({});
  expect(changesTo(stored, { ...values, prompt: "Other.", model: " large " }, DEFAULTS)).toEqual({
    openAiPrompt: "Other.",
    openAiModel: "large",
  });
  expect(changesTo(stored, { ...values, prompt: "Built in.\n", temperature: "" }, DEFAULTS)).toEqual({
    openAiPrompt: "",
    openAiTemperature: "",
  });
  expect(changesTo(stored, { ...values, preProcessingFn: "return true;" }, DEFAULTS)).toEqual({
    openAiPreProcessingFn: "return true;",
  });
});
