import { beginPasskeySignIn, signInWithPasskey } from "@posthorn/contracts/passkeys";
import { useQueryClient } from "@tanstack/react-query";
import { api } from "../api.ts";
import { welcome } from "./session.ts";

/** Whether this browser has passkeys, and reads what they need as the server writes it (WebAuthn level 3). */
export const canUsePasskeys = () =>
  typeof PublicKeyCredential === "function" &&
  typeof PublicKeyCredential.parseRequestOptionsFromJSON === "function" &&
  typeof PublicKeyCredential.prototype.toJSON === "function";

/** Signs in with a passkey that the user chooses; rejects as the API does, or as the browser does when nothing is chosen. */
export function useSignInWithPasskey() {
  const client = useQueryClient();
  return async () => {
    const { ticket, options } = await api.call(beginPasskeySignIn);
    const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(
      options as unknown as PublicKeyCredentialRequestOptionsJSON,
    );
    const credential = (await navigator.credentials.get({ publicKey })) as PublicKeyCredential;
    const response = { ...credential.toJSON() };
    welcome(client, await api.call(signInWithPasskey, { body: { ticket, response } }));
  };
}
