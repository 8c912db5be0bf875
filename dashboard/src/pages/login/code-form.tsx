import { Button, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { FormFault } from "../../components/form-fault.tsx";
import { useSubmit } from "../../components/use-submit.ts";
import { type Fault, hasCode } from "../../faults.ts";
import { useSignInWithCode } from "../../queries/session.ts";
import { explainSignIn } from "./explain-sign-in.ts";
import { texts } from "./texts.ts";
import { useGoOn } from "./use-go-on.ts";

interface Props {
  ticket: string;
  /** Leads back to the password, with the reason if there is one. */
  onBeginAgain: (why?: Fault) => void;
}

/** The second step of a sign-in: a code from an authenticator, or a recovery code. */
export function CodeForm({ ticket, onBeginAgain }: Props) {
  const signIn = useSignInWithCode();
  const goOn = useGoOn();
  const form = useForm({ initialValues: { code: "" } });
  const { onSubmit, isBusy, fault } = useSubmit(
    form,
    async ({ code }) => {
      try {
        await signIn({ ticket, code });
      } catch (error) {
        if (!hasCode(error, "TicketInvalid")) throw error;
        return onBeginAgain({ ...texts.tooLate, isPassing: false });
      }
      goOn();
    },
    { fields: ["code"], explain: explainSignIn },
  );
  return (
    <form onSubmit={onSubmit}>
      <Stack>
        <FormFault fault={fault} />
        <TextInput
          label={texts.code}
          description={texts.codeHint}
          autoComplete="one-time-code"
          autoCapitalize="none"
          spellCheck={false}
          required
          maxLength={32}
          data-autofocus
          autoFocus
          {...form.getInputProps("code")}
        />
        <Button type="submit" loading={isBusy} fullWidth>
          {texts.submit}
        </Button>
        <Button variant="subtle" onClick={() => onBeginAgain()} fullWidth>
          {texts.beginAgain}
        </Button>
      </Stack>
    </form>
  );
}
