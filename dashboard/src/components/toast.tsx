import { notifications } from "@mantine/notifications";
import { IconAlertTriangle, IconCheck } from "@tabler/icons-react";
import { explainFault } from "../faults.ts";
import { texts } from "./texts.ts";

const closeButtonProps = { "aria-label": texts.close };

/** Tells for a moment that something was done. */
export function showDone(message: string) {
  notifications.show({ closeButtonProps, message, color: "coach", icon: <IconCheck size={18} aria-hidden /> });
}

/** Tells that something could not be done, and why; it stays until it is closed. */
export function showFault(error: unknown, title?: string) {
  const fault = explainFault(error);
  notifications.show({
    title: title ?? fault.title,
    message: title === undefined ? fault.text : `${fault.title}. ${fault.text}`,
    color: "red",
    icon: <IconAlertTriangle size={18} aria-hidden />,
    autoClose: false,
    closeButtonProps,
  });
}
