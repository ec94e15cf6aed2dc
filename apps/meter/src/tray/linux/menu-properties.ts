import type { MenuItem, MenuRow, RowChange } from '@claude-meter/core';
import type { Bus } from '../../dbus/bus.ts';

/** A row's properties by their dbusmenu names; what is not named has its default there. */
export function rowProperties(row: MenuRow, variant: Bus['variant']): Record<string, unknown> {
  const shown = row.visible ? {} : { visible: variant('b', false) };
  if (row.kind === 'separator') return { ...shown, type: variant('s', 'separator') };
  return {
    ...shown,
    label: variant('s', mnemonicFree(row.title)),
    ...(row.enabled ? {} : { enabled: variant('b', false) }),
    ...(row.children === null ? {} : { 'children-display': variant('s', 'submenu') }),
    ...markProperties(row, variant),
  };
}

function markProperties(row: MenuItem, variant: Bus['variant']): Record<string, unknown> {
  if (row.mark === 'none') return {};
  return {
    'toggle-type': variant('s', row.mark === 'radio' ? 'radio' : 'checkmark'),
    'toggle-state': variant('i', row.on ? 1 : 0),
  };
}

/** What a change makes of a row's properties, defaults spelt out. */
export function changeProperties(change: RowChange, variant: Bus['variant']): Record<string, unknown> {
  return {
    ...(change.title === undefined ? {} : { label: variant('s', mnemonicFree(change.title)) }),
    ...(change.enabled === undefined ? {} : { enabled: variant('b', change.enabled) }),
    ...(change.visible === undefined ? {} : { visible: variant('b', change.visible) }),
    ...(change.on === undefined ? {} : { 'toggle-state': variant('i', change.on ? 1 : 0) }),
  };
}

/** In a dbusmenu label a single underscore marks the access key. */
function mnemonicFree(text: string): string {
  return text.replaceAll('_', '__');
}
