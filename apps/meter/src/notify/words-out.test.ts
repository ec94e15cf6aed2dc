import { describe, expect, it } from 'vitest';
import type { DesktopNotice } from './notifier.ts';
import { osascriptCommand } from './osascript.ts';
import { toastCommand, toastXml } from './windows-toast.ts';

const odd: DesktopNotice = {
  id: 'x',
  subject: 'x',
  title: '"; do shell script "x',
  body: "$(x) `x` <b>&amp;</b> ' -- 90%",
  urgent: true,
};

describe('words of a notice', () => {
  it('are arguments for osascript, never part of its script', () => {
    const command = osascriptCommand(odd);
    expect(command[0]).toBe('/usr/bin/osascript');
    const scripted = command.slice(1, command.indexOf('--'));
    expect(scripted.join('\n')).not.toContain(odd.title);
    expect(command.slice(command.indexOf('--') + 1)).toEqual([odd.title, odd.body, 'urgent']);
  });

  it('are escaped in a toast, and no part of its command', () => {
    const xml = toastXml(odd, 'https://claude.ai/settings/usage?a=1&b=2');
    expect(xml).toContain('<text>&quot;; do shell script &quot;x</text>');
    expect(xml).toContain('<text>$(x) `x` &lt;b&gt;&amp;amp;&lt;/b&gt; &apos; -- 90%</text>');
    expect(xml).toContain('launch="https://claude.ai/settings/usage?a=1&amp;b=2"');
    expect(xml).toContain('scenario="reminder"');
    expect(toastXml({ ...odd, urgent: false }, 'x')).not.toContain('scenario');
    const script = Buffer.from(toastCommand().at(-1) ?? '', 'base64').toString('utf16le');
    expect(script).toContain('$xml.LoadXml($env:TOAST_XML)');
  });
});
