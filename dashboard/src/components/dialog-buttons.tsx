import { Button, Group } from "@mantine/core";
import { texts } from "./texts.ts";

interface Props {
  /** The button that sends the form: `Add`. */
  submit: string;
  isBusy: boolean;
  onCancel: () => void;
  /** The way out, where "Cancel" would mean something else. */
  cancel?: string;
}

/** The end of a form in a dialog: the way out, and the button that sends it. */
export function DialogButtons({ submit, isBusy, onCancel, cancel = texts.cancel }: Props) {
  return (
    <Group justify="flex-end">
      <Button variant="default" onClick={onCancel} disabled={isBusy}>
        {cancel}
      </Button>
      <Button type="submit" loading={isBusy}>
        {submit}
      </Button>
    </Group>
  );
}
