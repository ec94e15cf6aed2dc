import type { MenuAction } from '@claude-meter/core';
import type { Flash } from './flash.ts';
import type { TrayPreferences } from './preferences.ts';

/** What the menu can ask the meter to do. */
export interface TrayActions {
  openUsagePage(): void;
  forget(orgUuid: string): void;
  refresh(): void;
  quit(): void;
  testAlarm(): void;
  /** A click on the icon in panels that do not open the menu then. */
  activate(): void;
  /** Null where the system cannot start the meter at login. */
  startAtLogin: { isOn(): boolean; set(on: boolean): void } | null;
}

export interface Performing {
  actions: TrayActions;
  preferences: TrayPreferences;
  prefer(change: Partial<TrayPreferences>): void;
  flash: Flash;
}

/** Carries out what a row asks for. */
export function performAction(action: MenuAction, { actions, preferences, prefer, flash }: Performing): void {
  switch (action.kind) {
    case 'open_usage_page':
      actions.openUsagePage();
      break;
    case 'forget':
      actions.forget(action.orgUuid);
      break;
    case 'set_format':
      prefer({ format: action.format });
      break;
    case 'set_driver':
      prefer({ driver: action.driver });
      break;
    case 'toggle_alarms':
      prefer({ alarms: !preferences.alarms });
      break;
    case 'toggle_flash':
      if (preferences.flash) flash.stop();
      prefer({ flash: !preferences.flash });
      break;
    case 'toggle_start_at_login':
      actions.startAtLogin?.set(!actions.startAtLogin.isOn());
      break;
    case 'dismiss_alarm':
      flash.stop();
      break;
    case 'test_alarm':
      actions.testAlarm();
      break;
    case 'refresh':
      actions.refresh();
      break;
    case 'quit':
      actions.quit();
      break;
  }
}
