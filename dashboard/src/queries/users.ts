import type { CallInput, CallOutput } from "@posthorn/client/call";
import {
  createUser,
  deleteUser,
  endUserSessions,
  getUser,
  listUsers,
  resetUserPassword,
  resetUserSecondFactor,
  updateUser,
  type User,
} from "@posthorn/contracts/users";
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "../api.ts";

type UserFilter = NonNullable<CallInput<typeof listUsers>["query"]>;
/** The link with which somebody chooses a password; told once. */
export type Invitation = CallOutput<typeof resetUserPassword>;

/** A page of the users. */
export const useUsers = (query: UserFilter) =>
  useQuery({
    queryKey: ["users", "list", query],
    queryFn: ({ signal }) => api.call(listUsers, { query }, { signal }),
    placeholderData: keepPreviousData,
  });

/** One user. */
export const useUser = (user: string) =>
  useQuery({
    queryKey: ["users", "one", user],
    queryFn: ({ signal }): Promise<User> => api.call(getUser, { user }, { signal }),
  });

// Links open the dashboard, so no cache and no mutation ever sees them.

/** Makes a user who chooses a password with the link of the answer. */
export function useInvite() {
  const client = useQueryClient();
  return async (body: Pick<User, "name" | "role">): Promise<CallOutput<typeof createUser>> => {
    const created = await api.call(createUser, { body });
    void client.invalidateQueries({ queryKey: ["users"] });
    return created;
  };
}

/** Makes a user's password void, and tells the link to choose another. */
export function useResetPassword() {
  const client = useQueryClient();
  return async (user: string): Promise<Invitation> => {
    const invitation = await api.call(resetUserPassword, { user, body: {} });
    void client.invalidateQueries({ queryKey: ["users"] });
    return invitation;
  };
}

/** Renames a user, changes the role, disables or enables. */
export function useUpdateUser() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ user, ...body }: CallInput<typeof updateUser>["body"] & { user: string }) =>
      api.call(updateUser, { user, body }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["users"] }),
  });
}

/** What can be done to a user that can't be undone. */
export function useUserActions() {
  const client = useQueryClient();
  const done = () => client.invalidateQueries({ queryKey: ["users"] });
  return {
    resetSecondFactor: useMutation({
      mutationFn: (user: string) => api.call(resetUserSecondFactor, { user }),
      onSuccess: done,
    }),
    endSessions: useMutation({ mutationFn: (user: string) => api.call(endUserSessions, { user }), onSuccess: done }),
    remove: useMutation({ mutationFn: (user: string) => api.call(deleteUser, { user }), onSuccess: done }),
  };
}
