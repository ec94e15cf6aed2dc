import { describe, expect, it } from 'vitest';
import { type Given, reading, view } from '../test/tray-readings.ts';
import { barPluginText } from './bar-plugin.ts';
import { trayModelOf } from './tray-model.ts';

const model = (given: Given[]) =>
  trayModelOf(
    given.map((one) => reading(one)),
    view({ format: 'compact' }),
  );
const command = (rowId: string) => (rowId === 'quit' ? null : ['/bin/claude-meter', 'do', rowId]);

describe('barPluginText', () => {
  it('prints title, rows and commands as the plugin format has them, and no row that it cannot carry out', () => {
    const text = barPluginText(model([{ org_uuid: 'a', fiveHour: 40, sevenDay: 64 }]), command, {
      colours: false,
    });
    const lines = text.split('\n');
    expect(lines.slice(0, 4)).toEqual([
      '40% · 64%',
      '---',
      'matt@example.com [Chrome]  [40% / 64%] | bash="/bin/claude-meter" param1="do" param2="account:a" terminal=false refresh=true',
      '5-hour        40.0% · resets in 2h | bash="/bin/claude-meter" param1="do" param2="account:a:limit:five_hour" terminal=false refresh=true',
    ]);
    expect(lines).toContain('Menu bar style');
    expect(lines).toContain(
      '--40% · 64% | checked=true bash="/bin/claude-meter" param1="do" param2="format:compact" terminal=false refresh=true',
    );
    expect(lines).toContain('-----');
    expect(text).not.toContain('Quit');
    expect(text).not.toContain('Dismiss alarm');
  });

  it('colours the title with the nearest of 256 colours', () => {
    const [title] = barPluginText(model([{ fiveHour: 93, sevenDay: 100 }]), command, { colours: true }).split(
      '\n',
    );
    expect(title).toBe('\u001b[48;5;172;30m 93% \u001b[0m · \u001b[48;5;167;97m 100% \u001b[0m | ansi=true');
  });

  it('lets no text of others pass for parameters or lines', () => {
    const odd = { account_email: 'a|bash=/bin/rm\n---@example.com', fiveHour: 1, sevenDay: 2 };
    const lines = barPluginText(model([odd]), () => ['/x'], { colours: false }).split('\n');
    expect(lines[2]).toBe(
      'a¦bash=/bin/rm ---@example.com [Chrome]  [1% / 2%] | bash="/x" terminal=false refresh=true',
    );
  });
});
