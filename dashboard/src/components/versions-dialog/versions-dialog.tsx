import { Badge, Modal, Text, UnstyledButton } from "@mantine/core";
import type { ReactNode } from "react";
import { LinesLoading } from "../loading.tsx";
import { RelativeTime } from "../relative-time.tsx";
import { texts } from "../texts.ts";
import classes from "./versions-dialog.module.css";

interface Version {
  version: number;
  created: string;
  /** Who made it. */
  user?: { name: string } | null;
}

interface Props {
  /** The newest first; undefined while they are on their way. */
  versions: readonly Version[] | undefined;
  /** The number of the one that is in use. */
  current: number | undefined;
  /** The number of the one that is looked at. */
  chosen: number | undefined;
  onChoose: (version: number) => void;
  onClose: () => void;
  /** Said in place of everything, where they can't be had. */
  fault?: ReactNode;
  /** Said where there is none. */
  empty?: string;
  /** Whether a question stands before it, which takes the keys. */
  isCovered?: boolean;
  /** The one that is looked at, against now. */
  children: ReactNode;
}

/** What something was before, to choose from, and how that differs from now. */
export function VersionsDialog({
  versions,
  current,
  chosen,
  onChoose,
  onClose,
  fault,
  empty,
  isCovered = false,
  children,
}: Props) {
  return (
    <Modal
      opened
      onClose={onClose}
      title={texts.versions.title}
      size="xl"
      closeButtonProps={{ "aria-label": texts.close }}
      closeOnEscape={!isCovered}
      trapFocus={!isCovered}
    >
      {fault ||
        (versions === undefined ? (
          <LinesLoading lines={5} />
        ) : versions.length === 0 ? (
          <Text size="sm" c="dimmed">
            {empty}
          </Text>
        ) : (
          <div className={classes["compared"]}>
            <ol className={classes["versions"]}>
              {versions.map(({ version, created, user }) => (
                <li key={version}>
                  <UnstyledButton
                    className={classes["version"] ?? ""}
                    aria-current={version === chosen ? "true" : undefined}
                    onClick={() => onChoose(version)}
                  >
                    <span>
                      {texts.versions.number(version)}{" "}
                      {version === current && (
                        <Badge size="xs" variant="light" tt="none">
                          {texts.versions.current}
                        </Badge>
                      )}
                    </span>
                    <Text span size="xs" c="dimmed">
                      {user && <>{user.name} · </>}
                      <RelativeTime at={created} />
                    </Text>
                  </UnstyledButton>
                </li>
              ))}
            </ol>
            {chosen === undefined ? (
              <Text size="sm" c="dimmed">
                {texts.versions.choose}
              </Text>
            ) : (
              children
            )}
          </div>
        ))}
    </Modal>
  );
}
