import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LINE_READERS } from '../../test/line-readers.ts';
import { NOW, reading } from '../../test/tray-readings.ts';
import { fillLine } from './fill-line.ts';
import { lineDetailOf } from './line-detail.ts';
import { checkLineField, type LineFacts } from './line-fields.ts';
import { type LinePiece, type LineTone, pieceText } from './line-piece.ts';
import { parseLineTemplate } from './line-template.ts';
import { LINE_FORMATS, type LineFormat, printedLine } from './printed-line.ts';

const PIECES: LinePiece[] = [
  { text: '5h ', tone: 'plain' },
  { text: '92%', tone: 'warning' },
  { text: ' · ', tone: 'plain' },
  { text: '100%', tone: 'full' },
];
const DETAIL = { rows: ['5-hour  92% <|>'], percent: 100, stale: false };

describe('printedLine', () => {
  it.each<[LineFormat, string]>([
    ['plain', '5h 92% · 100%'],
    ['starship', '5h 92% · 100%'],
    ['ansi', '5h \x1b[33m92%\x1b[0m · \x1b[1;31m100%\x1b[0m'],
    ['bash', '5h \x01\x1b[33m\x0292%\x01\x1b[0m\x02 · \x01\x1b[1;31m\x02100%\x01\x1b[0m\x02'],
    ['zsh', '5h %F{208}92%%%f · %F{203}100%%%f'],
    [
      'tmux',
      '5h #[push-default]#[fg=#db7620]92%#[default]#[pop-default] · #[push-default]#[fg=#d73a49]100%#[default]#[pop-default]',
    ],
    [
      'powerline',
      '[{"contents":"5h ","highlight_groups":["information:regular"]},{"contents":"92%","highlight_groups":["warning:regular"]},{"contents":" · ","highlight_groups":["information:regular"]},{"contents":"100%","highlight_groups":["critical:failure"]}]',
    ],
    [
      'waybar',
      '{"text":"5h <span foreground=\\"#db7620\\">92%</span> · <span foreground=\\"#d73a49\\">100%</span>","tooltip":"5-hour  92% &lt;|&gt;","class":["full"],"percentage":100}',
    ],
    ['polybar', '5h %{F#db7620}92%%{F-} · %{F#d73a49}100%%{F-}'],
    ['i3status', '{"name":"claude_meter","full_text":"5h 92% · 100%","markup":"none","color":"#d73a49"}'],
    ['i3blocks', '5h 92% · 100%\n5h 92% · 100%\n#d73a49'],
    [
      'xbar',
      '5h 92% · 100% | trim=false emojize=false color=#d73a49\n---\n5-hour  92% <¦> | trim=false emojize=false font=Menlo\n---\nOpen claude.ai/settings/usage | href=https://claude.ai/settings/usage',
    ],
    [
      'swiftbar',
      '5h 92% · 100% | trim=false emojize=false symbolize=false ansi=false color=#d73a49\n---\n5-hour  92% <¦> | trim=false emojize=false symbolize=false ansi=false font=Menlo\n---\nOpen claude.ai/settings/usage | href=https://claude.ai/settings/usage',
    ],
    ['sketchybar', 'drawing=on\nlabel=5h 92% · 100%\nlabel.color=0xffd73a49'],
    [
      'json',
      '{"text":"5h 92% · 100%","tone":"full","stale":false,"percent":100,"rows":["5-hour  92% <|>"],"pieces":[{"text":"5h ","tone":"plain"},{"text":"92%","tone":"warning"},{"text":" · ","tone":"plain"},{"text":"100%","tone":"full"}]}',
    ],
  ])('prints for %s', (format, printed) => {
    expect(printedLine(PIECES, format, DETAIL)).toBe(printed);
  });

  it.each<[LineFormat, string]>([
    ['plain', ''],
    ['tmux', ''],
    ['powerline', '[]'],
    ['waybar', '{"text":"","tooltip":"No data yet","class":["plain","stale"]}'],
    ['i3status', ''],
    ['i3blocks', ''],
    ['sketchybar', 'drawing=off'],
  ])('an empty line takes no room in %s', (format, printed) => {
    expect(printedLine([], format, { rows: ['No data yet'], percent: null, stale: true })).toBe(printed);
  });

  it.each(LINE_FORMATS)('%s shows the very text that was meant', (format) => {
    expect(LINE_READERS[format](printedLine(PIECES, format, DETAIL))).toBe(pieceText(PIECES));
  });
});

/** What other programs would obey, in pieces that may be put together. */
const HOSTILE = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ...['#[fg=red]', '#(touch /tmp/x)', '#{pane_id}', '#', '##', '[', '{', '}', '%', '%{A1:id:}x%{A}'],
        ...[
          '%{',
          '%n',
          '%F{red}',
          '$(id)',
          '`id`',
          '$\u007bIFS}',
          '!!',
          '\\',
          '\\u0000',
          '"',
          "'",
          '<b>',
          '</span>',
        ],
        ...[
          '&amp;',
          '&',
          '|',
          ' | bash=id',
          '\n',
          '\r\n---\n',
          '--',
          '-',
          '\x1b]0;x\x07',
          '\x1b[31m',
          '\x9b31m',
        ],
        ...['\x01', '\x02', '\x00', '\u202e', '\u2066', '\u2028', '\u200b', 'שלום', '\ud800', 'label=x', ' '],
      ),
      fc.string({ unit: 'binary', maxLength: 8 }),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''));

const TONES: LineTone[] = ['plain', 'warning', 'full', 'stale'];

describe('hostile values', () => {
  const template = parseLineTemplate('{branch} {5h!{model}}{folder}{account}{org} {plan}', checkLineField);
  if (!template.ok) throw new Error(template.error);

  const factsWith = (hostile: string[], percent: number): LineFacts => {
    const [branch = '', model = '', folder = '', email = '', org = '', error = ''] = hostile;
    const one = reading({
      fiveHour: percent,
      account_email: email,
      org_name: org,
      plan: branch,
      errors: [error],
      stale: percent > 100,
    });
    return {
      reading: one,
      readings: [one],
      now: NOW,
      timeZone: 'UTC',
      forecast: () => error,
      session: {
        model,
        branch,
        folder,
        contextPercent: null,
        costUsd: null,
        effort: null,
        agent: null,
        linesAdded: null,
        linesRemoved: null,
      },
    };
  };

  it.each(LINE_FORMATS)('can neither order %s about nor change what is shown', (format) => {
    const values = fc.array(HOSTILE, { minLength: 6, maxLength: 6 });
    fc.assert(
      fc.property(values, fc.constantFrom(10, 95, 100, 101), (hostile, percent) => {
        const facts = factsWith(hostile, percent);
        const pieces = fillLine(template.template, facts);
        const shown = LINE_READERS[format](printedLine(pieces, format, lineDetailOf(facts)));
        expect(plain(shown, format)).toBe(plain(pieceText(pieces), format));
      }),
      { numRuns: 300 },
    );
  });

  it.each(LINE_FORMATS)('stay text in %s wherever pieces meet', (format) => {
    const text = HOSTILE.map((value) => value.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').toWellFormed());
    const piece = fc.record({ text: text.filter((value) => value !== ''), tone: fc.constantFrom(...TONES) });
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 5 }), (pieces) => {
        const shown = LINE_READERS[format](printedLine(pieces, format));
        const meant = pieceText(pieces) || (format.endsWith('bar') && format.length < 9 ? empty(format) : '');
        expect(plain(shown, format)).toBe(plain(meant, format));
      }),
      { numRuns: 300 },
    );
  });
});

const empty = (format: LineFormat) => (format === 'xbar' || format === 'swiftbar' ? '—' : '');

/** Surfaces without an escape show a near likeness: that much may differ. */
function plain(text: string, format: LineFormat): string {
  if (format === 'polybar') return text.replace(/ *\{/g, '{');
  if (format !== 'xbar' && format !== 'swiftbar') return text;
  return text.replaceAll('|', '¦').replace(/^(\s*)-/, '$1–');
}
