import { Anchor, Badge, Group } from "@mantine/core";
import { type Kind, rfcOf } from "./rfcs.ts";
import { texts } from "./texts.ts";

interface Props {
  names: readonly string[];
  kind: Kind;
  /** The one that is used. */
  used?: string | null;
}

/** Words of a server, each with a link to what it means where that is written down. */
export function Names({ names, kind, used }: Props) {
  return (
    <Group gap={6} component="ul" m={0} p={0} style={{ listStyle: "none" }}>
      {names.map((name) => (
        <li key={name}>
          <Badge variant={name === used ? "light" : "default"} tt="none" fw={500}>
            <Name name={name} url={rfcOf(kind, name)} />
            {name === used && ` (${texts.used})`}
          </Badge>
        </li>
      ))}
    </Group>
  );
}

function Name({ name, url }: { name: string; url: string | undefined }) {
  if (url === undefined) return name;
  return (
    <Anchor href={url} target="_blank" rel="noreferrer" inherit c="inherit" underline="always">
      {name}
    </Anchor>
  );
}
