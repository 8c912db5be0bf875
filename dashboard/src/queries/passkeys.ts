import { beginPasskey, createPasskey, deletePasskey, listPasskeys, type Passkey } from "@posthorn/contracts/passkeys";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "../api.ts";

/** The own passkeys. */
export const usePasskeys = () =>
  useQuery({ queryKey: ["passkeys"], queryFn: ({ signal }) => api.call(listPasskeys, {}, { signal }) });

/** Registers a passkey that the device makes; rejects as the API does, or as the browser does when nothing is made. */
export function useAddPasskey() {
  const client = useQueryClient();
  return async (name: string, currentPassword: string): Promise<Passkey> => {
    const { ticket, options } = await api.call(beginPasskey, { body: { currentPassword } });
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(
      options as unknown as PublicKeyCredentialCreationOptionsJSON,
    );
    const credential = (await navigator.credentials.create({ publicKey })) as PublicKeyCredential;
    const response = { ...credential.toJSON() };
    const passkey = await api.call(createPasskey, { body: { ticket, name, response } });
    void client.invalidateQueries({ queryKey: ["passkeys"] });
    void client.invalidateQueries({ queryKey: ["factors"] });
    return passkey;
  };
}

/** Deletes one of the own passkeys. */
export function useDeletePasskey() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (passkey: string) => api.call(deletePasskey, { passkey }),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ["factors"] });
      return client.invalidateQueries({ queryKey: ["passkeys"] });
    },
  });
}
