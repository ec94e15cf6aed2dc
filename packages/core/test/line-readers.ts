import type { LineFormat } from '../src/lines/printed-line.ts';

const SGR = new RegExp(`${'\x1b'}\\[(33|1;31|2|0)m`, 'g');
const WIDTHLESS_SGR = new RegExp(`${'\x01'}${SGR.source}${'\x02'}`, 'g');

/**
 * What each surface would show of what was printed for it, read as that surface's manual says. Throws where the printed
 * text holds an order that is not one of ours.
 */
export const LINE_READERS: Readonly<Record<LineFormat, (printed: string) => string>> = {
  plain: (printed) => printed,
  starship: (printed) => printed,
  ansi: (printed) => withoutControls(printed.replace(SGR, '')),
  bash: (printed) => withoutControls(printed.replace(WIDTHLESS_SGR, '')),
  zsh: (printed) =>
    printed.replace(/%(%|F\{\d+\}|f|.?)/gsu, (_, order: string) => {
      if (order === '%') return '%';
      if (/^(F\{\d+\}|f)$/.test(order)) return '';
      throw new Error(`zsh would obey %${order}`);
    }),
  tmux: readTmux,
  powerline: (printed) => (JSON.parse(printed) as { contents: string }[]).map((one) => one.contents).join(''),
  waybar: (printed) => {
    const { text, tooltip } = JSON.parse(oneLine(printed)) as { text: string; tooltip: string };
    readPango(tooltip);
    return readPango(text);
  },
  polybar: (printed) => {
    const shown = printed.replace(/%\{(F#[0-9a-f]{6}|F-)\}/g, '\u0000');
    if (/%\0*\{/.test(shown)) throw new Error('polybar would obey a tag');
    return oneLine(shown.replaceAll('\u0000', ''));
  },
  i3status: (printed) => {
    if (printed === '') return '';
    const block = JSON.parse(oneLine(printed)) as Record<string, string>;
    if (block['markup'] !== 'none') throw new Error('i3bar would read markup');
    return block['full_text'] ?? '';
  },
  i3blocks: (printed) => {
    const [full = '', short, colour, ...rest] = printed.split('\n');
    if (rest.length > 0 || (colour !== undefined && !/^#[0-9a-f]{6}$/.test(colour))) throw new Error(printed);
    if (printed !== '' && short !== full) throw new Error('two texts');
    return full;
  },
  xbar: readMenu,
  swiftbar: readMenu,
  sketchybar: (printed) => {
    const settings = printed.split('\n');
    if (settings.length === 1) return settings[0] === 'drawing=off' ? '' : fail(printed);
    const [drawing, label = '', colour = '', ...rest] = settings;
    const known = drawing === 'drawing=on' && label.startsWith('label=') && rest.length === 0;
    return known && /^label\.color=0xff[0-9a-f]{6}$/.test(colour) ? label.slice(6) : fail(printed);
  },
  json: (printed) => (JSON.parse(oneLine(printed)) as { text: string }).text,
};

function fail(printed: string): never {
  throw new Error(`cannot be read: ${JSON.stringify(printed)}`);
}

function withoutControls(text: string): string {
  return /\p{Cc}/u.test(text) ? fail(text) : text;
}

function oneLine(text: string): string {
  return text.includes('\n') ? fail(text) : text;
}

/** `##` is one `#`, `#[…]` a style; a `#` before anything else is an expansion or a command. */
function readTmux(printed: string): string {
  return printed.replace(/##|#(\[[^\]]*\]|.?)/gsu, (order) => {
    if (order === '##') return '#';
    if (!/^#\[(push-default|fg=#[0-9a-f]{6}|default|pop-default)\]$/.test(order)) {
      throw new Error(`tmux would obey ${order}`);
    }
    return '';
  });
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
};

function readPango(markup: string): string {
  const opened = markup.match(/<span foreground="#[0-9a-f]{6}">/g) ?? [];
  const closed = markup.match(/<\/span>/g) ?? [];
  if (opened.length !== closed.length) fail(markup);
  const text = markup.replace(/<span foreground="#[0-9a-f]{6}">|<\/span>/g, '');
  if (/[<>"']/.test(text)) fail(markup);
  return text.replace(/&([a-z]+;|#\d+;)?/g, (entity) => ENTITIES[entity] ?? fail(markup));
}

/** The title in front of the last `|`; behind it, and in every row of the menu, only our own parameters. */
function readMenu(printed: string): string {
  const [title = '', separator, ...menu] = printed.split('\n');
  if (separator !== '---') fail(printed);
  for (const row of [title, ...menu]) {
    if (row === '---') continue;
    const parameters = row.split('|').slice(1);
    const known =
      /^ (trim=false emojize=false( symbolize=false ansi=false)?( color=#[0-9a-f]{6}| font=Menlo)?|href=https:\/\/claude\.ai\/settings\/usage)$/;
    if (parameters.length !== 1 || !known.test(parameters[0] ?? '') || row.startsWith('-')) fail(row);
  }
  return title.slice(0, title.lastIndexOf(' | '));
}
