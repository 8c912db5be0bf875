import { Select, Text } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { type ApplicationForm, askedScopes, type Preset, presetIn, PRESETS, presetsOf } from "./application-form.ts";
import type { ProviderChoice } from "./provider-choices.ts";
import { texts } from "./texts.ts";

/** Sets of rights that are often wanted; choosing one fills the scopes in. */
export function ScopePresets({ kind, form }: { kind: ProviderChoice; form: UseFormReturnType<ApplicationForm> }) {
  const presets = presetsOf(kind, form.values.baseScopes);
  const asked = askedScopes(kind, form.values);
  const hint = asked.length > 0 && (
    <Text size="xs" c="dimmed" mt={4}>
      {texts.rightsAsked(asked.join(", "))}
    </Text>
  );
  if (presets === undefined) return hint;
  const chosen = presetIn(kind, form.values);
  function choose(preset: Preset) {
    const { extra, skip } = presets?.[preset] ?? { extra: [], skip: [] };
    form.setValues({ extraScopes: extra.join("\n"), skipScopes: skip.join("\n") });
  }
  return (
    <div>
      <Select
        label={texts.presets.label}
        data={PRESETS.map((value) => ({ value, label: texts.presets[value] }))}
        value={chosen ?? null}
        placeholder={texts.presets.own}
        onChange={(next) => next !== null && choose(next as Preset)}
        allowDeselect={false}
      />
      {hint}
      {chosen === "sendOnly" && kind !== "outlook" && (
        <Text size="xs" c="dimmed" mt={4}>
          {texts.presets.sendOnlyHint}
        </Text>
      )}
    </div>
  );
}
