import {
  changePassword,
  endSession,
  getDashboardFeatures,
  getSession,
  getSetup,
  getSignInMethods,
  listSessions,
  type Session,
  setUp,
  signIn,
  signOut,
  signOutEverywhere,
} from "@posthorn/contracts/sessions";
import type { Contract } from "@posthorn/contracts/contract";
import { rolePermits } from "@posthorn/contracts/role-permits";
import { signInWithCode } from "@posthorn/contracts/second-factor";
import { acceptInvitation } from "@posthorn/contracts/users";
import { type QueryClient, queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { CallInput, CallOutput } from "@posthorn/client/call";
import { api, keepSession, onSecondFactorNeeded, onSessionEnd, onSessionReplaced } from "../api.ts";
import { hasStatus } from "../faults.ts";

/** Who is signed in; null when nobody is. */
const sessionQuery = queryOptions({
  queryKey: ["session"],
  staleTime: Infinity,
  queryFn: async ({ signal }): Promise<Session | null> => {
    try {
      return keepSession(await api.call(getSession, {}, { signal }));
    } catch (error) {
      if (hasStatus(error, 401)) return null;
      throw error;
    }
  },
});

/** The session of now, asked for once; null when nobody is signed in. */
export const loadSession = (client: QueryClient) => client.ensureQueryData(sessionQuery);

/** The session within pages that only open to those who signed in; null for the moment in which it ends. */
export const useSession = (): Session | null => useQuery(sessionQuery).data ?? null;

/** What the configuration leaves in the dashboard; all of it until that is known. */
export function useFeatures() {
  const features = useQuery({
    queryKey: ["session-features"],
    staleTime: Infinity,
    queryFn: ({ signal }) => api.call(getDashboardFeatures, {}, { signal }),
  });
  return features.data ?? { messageBrowser: true, setupWarnings: true };
}

/** Whether the role of the user who is signed in opens this route. What it does not open is not offered. */
export function useMay(contract: Pick<Contract, "scope" | "action" | "group" | "leastRole">): boolean {
  const session = useSession();
  return session !== null && rolePermits(session.user.role, contract);
}

/**
 * When the server says that the session is over, calls `leave` and forgets everything of it. When
 * another tab has signed in anew, or the session now opens less, asks for the session of now.
 */
export function watchSession(client: QueryClient, leave: () => Promise<void>) {
  onSessionEnd(() => void forget(client, leave));
  onSessionReplaced(() => void client.invalidateQueries(sessionQuery));
  onSecondFactorNeeded(() => void client.invalidateQueries(sessionQuery));
}

/** Asks what the session opens now, after something was turned on that it depends on. */
export function useAskForSession() {
  const client = useQueryClient();
  return () => client.invalidateQueries(sessionQuery);
}

/** What the sign-in page shows is of nobody. */
const OF_NOBODY: readonly unknown[] = ["session", "setup", "sign-in-methods"];

/** What pages still show is forgotten once they are left. */
async function forget(client: QueryClient, leave: () => Promise<void>) {
  keepSession(undefined);
  client.setQueryData(sessionQuery.queryKey, null);
  await leave();
  client.removeQueries({ predicate: ({ queryKey }) => !OF_NOBODY.includes(queryKey[0]) });
}

/** Whether the first user is still to be made. */
export const useSetup = () =>
  useQuery({
    queryKey: ["setup"],
    queryFn: ({ signal }) => api.call(getSetup, {}, { signal }),
  });

export type SignInMethods = CallOutput<typeof getSignInMethods>;

/** How people may sign in. */
export const useSignInMethods = () =>
  useQuery({
    queryKey: ["sign-in-methods"],
    queryFn: ({ signal }) => api.call(getSignInMethods, {}, { signal }),
  });

// Passwords stay out of the caches, so these are functions and no mutations.

/** Signs in; rejects as the API does. */
export function useSignIn() {
  const client = useQueryClient();
  return async (body: CallInput<typeof signIn>["body"]) => welcome(client, await api.call(signIn, { body }));
}

/** Makes the first user and signs it in; rejects as the API does. */
export function useSetUp() {
  const client = useQueryClient();
  return async (body: CallInput<typeof setUp>["body"]) => welcome(client, await api.call(setUp, { body }));
}

/** Changes the own password; rejects as the API does. */
export function useChangePassword() {
  const client = useQueryClient();
  return async (body: CallInput<typeof changePassword>["body"]) =>
    welcome(client, await api.call(changePassword, { body }));
}

/** Takes the second step of a sign-in; rejects as the API does. */
export function useSignInWithCode() {
  const client = useQueryClient();
  return async (body: CallInput<typeof signInWithCode>["body"]) =>
    welcome(client, await api.call(signInWithCode, { body }));
}

/** Chooses a password with the link of an owner, and signs in; rejects as the API does. */
export function useAcceptInvitation() {
  const client = useQueryClient();
  return async (body: CallInput<typeof acceptInvitation>["body"]) =>
    welcome(client, await api.call(acceptInvitation, { body }));
}

/** Remembers the session that began, and forgets what was told before. */
export function welcome(client: QueryClient, session: Session) {
  keepSession(session);
  client.setQueryData(sessionQuery.queryKey, session);
  void client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== "session" });
}

/** Where the user is signed in. */
export const useSessions = () =>
  useQuery({ queryKey: ["sessions"], queryFn: ({ signal }) => api.call(listSessions, {}, { signal }) });

/** Ends one of the other sessions. */
export function useEndSession() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (session: string) => api.call(endSession, { session }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["sessions"] }),
  });
}

/** Ends this session, or all of the user, then calls `leave`, and ends the session at the provider where that is wanted. A session that had ended before counts as ended. */
export function useSignOut(leave: () => Promise<void>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ everywhere }: { everywhere: boolean }) => {
      let logoutUrl: string | undefined;
      try {
        if (everywhere) await api.call(signOutEverywhere);
        else ({ logoutUrl } = await api.call(signOut));
      } catch (error) {
        if (!hasStatus(error, 401)) throw error;
      }
      await forget(client, leave);
      if (logoutUrl !== undefined) window.location.assign(logoutUrl);
    },
  });
}
