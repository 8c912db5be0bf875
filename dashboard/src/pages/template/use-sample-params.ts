import { useLocalStorage } from "@mantine/hooks";
import { type Params, parsedParams } from "./sample-params.ts";

const keyOf = (template: string) => `posthorn-template-params-${template}`;

/** The sample values of a template as they are typed, kept in this browser. */
export function useSampleParams(template: string): {
  text: string;
  /** Undefined while they are no JSON object. */
  params: Params | undefined;
  change: (text: string) => void;
  /** What was typed for a template that was new belongs to one that is stored now. */
  keepFor: (template: string) => void;
} {
  const [text, change, forget] = useLocalStorage({
    key: keyOf(template),
    defaultValue: "",
    getInitialValueInEffect: false,
    // As it is typed, also while that is no JSON.
    serialize: (value) => value,
    deserialize: (value) => value ?? "",
  });
  function keepFor(stored: string) {
    window.localStorage.setItem(keyOf(stored), text);
    forget();
  }
  return { text, params: parsedParams(text), change, keepFor };
}
