import { Button } from "@mantine/core";
import { useState } from "react";
import { FormFault } from "../../components/form-fault.tsx";
import { explainFault, type Fault } from "../../faults.ts";
import { canUsePasskeys, useSignInWithPasskey } from "../../queries/passkey-sign-in.ts";
import { explainSignIn } from "./explain-sign-in.ts";
import { texts } from "./texts.ts";
import { useGoOn } from "./use-go-on.ts";

/** Signs in with a passkey of this device, where the browser can. */
export function PasskeyButton() {
  const signIn = useSignInWithPasskey();
  const goOn = useGoOn();
  const [isBusy, setBusy] = useState(false);
  const [fault, setFault] = useState<Fault>();
  if (!canUsePasskeys()) return null;
  async function act() {
    setBusy(true);
    setFault(undefined);
    try {
      await signIn();
      goOn();
    } catch (error) {
      setFault(explainSignIn(error) ?? explainFault(error));
    } finally {
      setBusy(false);
    }
  }
  return (
    <>
      <FormFault fault={fault} />
      <Button variant="default" loading={isBusy} onClick={() => void act()} fullWidth>
        {texts.passkey}
      </Button>
    </>
  );
}
