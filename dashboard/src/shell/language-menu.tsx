import { ActionIcon, Menu } from "@mantine/core";
import { IconCheck, IconLanguage } from "@tabler/icons-react";
import { changeLanguage, type Language, language, LANGUAGES } from "../languages/language.ts";
import { texts } from "./texts.ts";

/** The languages of the dashboard; the browser remembers what is chosen. */
export function LanguageMenu() {
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label={texts.language}>
          <IconLanguage size={19} stroke={1.7} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {Object.entries(LANGUAGES).map(([code, name]) => (
          <Menu.Item
            key={code}
            role="menuitemradio"
            aria-checked={code === language}
            lang={code}
            rightSection={code === language && <IconCheck size={16} aria-hidden />}
            onClick={() => changeLanguage(code as Language)}
          >
            {name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
