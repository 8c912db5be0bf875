import { useLocalStorage } from "@mantine/hooks";

/** Whether messages count as read once they are opened; a choice of this browser, off until somebody makes it. */
export const useReadOnOpen = () =>
  useLocalStorage({ key: "posthorn-read-on-open", defaultValue: false, getInitialValueInEffect: false });
