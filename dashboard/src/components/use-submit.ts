import type { UseFormReturnType } from "@mantine/form";
import { useState } from "react";
import { explainFault, type Fault, faultsByField } from "../faults.ts";

interface Options {
  /** The names of the fields, where faults of the API can be shown. */
  fields: readonly string[];
  /** Words of a page for a fault it knows better; undefined leaves it to the usual ones. */
  explain?: (error: unknown) => Fault | undefined;
}

/**
 * Sends a form: faults that the API found go to their fields, any other to `fault`. What is typed
 * stays, and the form can't be sent twice at once.
 */
export function useSubmit<V extends Record<string, unknown>>(
  form: UseFormReturnType<V>,
  action: (values: V) => Promise<void>,
  { fields, explain }: Options,
) {
  const [isBusy, setBusy] = useState(false);
  const [fault, setFault] = useState<Fault>();

  async function send(values: V) {
    if (isBusy) return;
    setBusy(true);
    setFault(undefined);
    try {
      await action(values);
    } catch (error) {
      const { errors, rest } = faultsByField(error, fields);
      form.setErrors(errors);
      focusFirst(errors);
      const areAllShown = Object.keys(errors).length > 0 && rest.length === 0;
      if (!areAllShown) setFault({ ...(explain?.(error) ?? explainFault(error)), details: rest });
    } finally {
      setBusy(false);
    }
  }

  /** Whoever can't see the red is led to what has to be mended. */
  function focusFirst(errors: Record<string, unknown>) {
    const [first] = Object.keys(errors);
    if (first !== undefined) form.getInputNode(first)?.focus();
  }

  const onSubmit = form.onSubmit((values) => void send(values), focusFirst);
  return { onSubmit, isBusy, fault };
}
