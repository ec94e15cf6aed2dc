import { type LinePiece, type LineTone, loudestTone, pieceText } from './line-piece.ts';

/** Beside the line itself: what panels show on a closer look. */
export interface LineDetail {
  /** One line per limit, and whatever else a person may want to know. Foreign text, cleaned of control characters. */
  rows: readonly string[];
  /** Percent 0–100 of the limit that stops the person first; null when unknown. */
  percent: number | null;
  /** Whether the numbers are old, or none are there. */
  stale: boolean;
}

export const LINE_FORMATS = [
  'plain',
  'ansi',
  'bash',
  'zsh',
  'tmux',
  'starship',
  'powerline',
  'waybar',
  'polybar',
  'i3status',
  'i3blocks',
  'xbar',
  'swiftbar',
  'sketchybar',
  'json',
] as const;
export type LineFormat = (typeof LINE_FORMATS)[number];

const HEX: Readonly<Record<Exclude<LineTone, 'plain'>, string>> = {
  warning: '#db7620',
  full: '#d73a49',
  stale: '#8a8a8a',
};
const SGR: Readonly<Record<Exclude<LineTone, 'plain'>, string>> = { warning: '33', full: '1;31', stale: '2' };
/** The nearest of the 256 colours, for shells that count them. */
const PALETTE: Readonly<Record<Exclude<LineTone, 'plain'>, string>> = {
  warning: '208',
  full: '203',
  stale: '245',
};

/**
 * Prints a line for one surface, without a line end at its end. Every piece of text is made harmless in that surface's
 * own markup: no value can open a tag, begin an expansion, end the line or run a command.
 */
export function printedLine(
  pieces: readonly LinePiece[],
  format: LineFormat,
  detail: LineDetail = { rows: [], percent: null, stale: false },
): string {
  return PRINTERS[format](pieces, detail);
}

type Printer = (pieces: readonly LinePiece[], detail: LineDetail) => string;

const PRINTERS: Readonly<Record<LineFormat, Printer>> = {
  plain: pieceText,
  // Starship escapes and colours what it is given by itself.
  starship: pieceText,
  ansi: painted(
    (text) => text,
    (tone, text) => `\x1b[${SGR[tone]}m${text}\x1b[0m`,
  ),
  // Between \x01 and \x02 is what readline does not count as width.
  bash: painted(
    (text) => text,
    (tone, text) => `\x01\x1b[${SGR[tone]}m\x02${text}\x01\x1b[0m\x02`,
  ),
  zsh: painted(
    (text) => text.replaceAll('%', '%%'),
    (tone, text) => `%F{${PALETTE[tone]}}${text}%f`,
  ),
  tmux: painted(
    (text) => text.replaceAll('#', '##'),
    // The default is pushed, so that what stands around keeps its own colours.
    (tone, text) => `#[push-default]#[fg=${HEX[tone]}]${text}#[default]#[pop-default]`,
  ),
  powerline: (pieces) =>
    JSON.stringify(
      pieces.map(({ text, tone }) => ({ contents: text, highlight_groups: [POWERLINE_GROUPS[tone]] })),
    ),
  waybar: (pieces, { rows, percent, stale }) => {
    const tone = loudestTone(pieces);
    const classes = stale ? [tone, 'stale'] : [tone === 'plain' ? 'calm' : tone];
    return JSON.stringify({
      text: pango(pieces),
      tooltip: rows.map(escapeMarkup).join('\n'),
      class: [...new Set(classes)],
      ...(percent === null ? {} : { percentage: Math.round(Math.min(Math.max(percent, 0), 100)) }),
    });
  },
  polybar: painted(polybarText, (tone, text) => `%{F${HEX[tone]}}${text}%{F-}`),
  i3status: (pieces) => {
    if (pieces.length === 0) return '';
    const colour = colourOf(pieces);
    const block = { name: 'claude_meter', full_text: pieceText(pieces), markup: 'none' };
    return JSON.stringify(colour === null ? block : { ...block, color: colour });
  },
  i3blocks: (pieces) => {
    if (pieces.length === 0) return '';
    const text = pieceText(pieces);
    const colour = colourOf(pieces);
    return [text, text, ...(colour === null ? [] : [colour])].join('\n');
  },
  xbar: (pieces, detail) => menuText(pieces, { rows: detail.rows, quiet: 'trim=false emojize=false' }),
  swiftbar: (pieces, detail) =>
    menuText(pieces, { rows: detail.rows, quiet: 'trim=false emojize=false symbolize=false ansi=false' }),
  sketchybar: (pieces) => {
    if (pieces.length === 0) return 'drawing=off';
    const colour = (colourOf(pieces) ?? '#ffffff').slice(1);
    return ['drawing=on', `label=${pieceText(pieces)}`, `label.color=0xff${colour}`].join('\n');
  },
  json: (pieces, { rows, percent, stale }) =>
    JSON.stringify({ text: pieceText(pieces), tone: loudestTone(pieces), stale, percent, rows, pieces }),
};

function painted(
  harmless: (text: string) => string,
  paint: (tone: Exclude<LineTone, 'plain'>, escaped: string) => string,
): Printer {
  return (pieces) =>
    pieces
      .map(({ text, tone }) => (tone === 'plain' ? harmless(text) : paint(tone, harmless(text))))
      .join('');
}

const POWERLINE_GROUPS: Readonly<Record<LineTone, string>> = {
  plain: 'information:regular',
  stale: 'information:additional',
  warning: 'warning:regular',
  full: 'critical:failure',
};

function pango(pieces: readonly LinePiece[]): string {
  return pieces
    .map(({ text, tone }) => {
      const escaped = escapeMarkup(text);
      return tone === 'plain' ? escaped : `<span foreground="${HEX[tone]}">${escaped}</span>`;
    })
    .join('');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeMarkup(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}

/** Polybar has no escape for `%{`: a blank parts the two, also where pieces meet. */
function polybarText(text: string): string {
  return text.replace(/%(?=\{)/g, '% ').replace(/^\{/, ' {');
}

function colourOf(pieces: readonly LinePiece[]): string | null {
  const tone = loudestTone(pieces);
  return tone === 'plain' ? null : HEX[tone];
}

/** Of xbar and SwiftBar: `|` begins parameters and cannot be escaped, `---` begins the menu, `--` a submenu. */
function menuText(
  pieces: readonly LinePiece[],
  { rows, quiet }: { rows: readonly string[]; quiet: string },
): string {
  const colour = colourOf(pieces);
  const paint = colour === null ? '' : ` color=${colour}`;
  const title = `${menuWord(pieceText(pieces) || '—')} | ${quiet}${paint}`;
  const usage = `Open claude.ai/settings/usage | href=https://claude.ai/settings/usage`;
  const menu = rows.map((row) => `${menuWord(row)} | ${quiet} font=Menlo`);
  return [title, '---', ...menu, ...(menu.length === 0 ? [] : ['---']), usage].join('\n');
}

function menuWord(text: string): string {
  return text.replaceAll('|', '¦').replace(/^(\s*)-/, '$1–');
}
