import { Text } from "@mantine/core";
import { ShownOnceDialog } from "../../components/shown-once-dialog.tsx";
import { TitledCode } from "../../components/titled-code.tsx";
import { commandLine, jsonConfig } from "./client-config.ts";
import { texts } from "./texts.ts";

interface Props {
  name: string;
  url: string;
  token: string;
  onClose: () => void;
}

/** Shows the token of a new agent, once, inside what its program reads. */
export function TokenDialog({ onClose, ...server }: Props) {
  const { made, json, cli } = texts.connect;
  return (
    <ShownOnceDialog title={made.title} warning={made.warning} onClose={onClose}>
      {(noteCopy) => (
        <>
          <Text>{made.once}</Text>
          <TitledCode title={json} code={jsonConfig(server)} onCopied={noteCopy} />
          <TitledCode title={cli} code={commandLine(server)} onCopied={noteCopy} />
        </>
      )}
    </ShownOnceDialog>
  );
}
