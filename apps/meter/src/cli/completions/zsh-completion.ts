import type { CompletedCommand, CompletedOption } from './completion-table.ts';

/** A script for zsh: to be read by `eval`, or to lie as `_claude-meter` in a folder of `$fpath`. */
export function zshCompletion(table: readonly CompletedCommand[]): string {
  const bare = table.find(({ name }) => name === '');
  const named = table.filter(({ name }) => name !== '');
  const help: CompletedCommand = {
    name: 'help',
    summary: 'print help',
    options: [],
    words: [named.map(({ name }) => name)],
  };
  return `#compdef claude-meter
# zsh completion for claude-meter
_claude-meter() {
  local curcontext="$curcontext" state line
  typeset -A opt_args
  local -a commands
  commands=(
${[...named, help].map(({ name, summary }) => `    ${quote(`${name}:${escapeColons(summary)}`)}`).join('\n')}
  )
  _arguments -C ${(bare?.options ?? []).map(optionSpec).join(' ')} '1: :->command' '*:: :->rest' && return 0
  case $state in
    command) _describe -t commands 'command' commands ;;
    rest)
      case $words[1] in
${[...named, help].map(commandCase).join('\n')}
      esac
      ;;
  esac
}
if [ "$funcstack[1]" = '_claude-meter' ]; then _claude-meter "$@"; else compdef _claude-meter claude-meter; fi
`;
}

function commandCase({ name, options, words }: CompletedCommand): string {
  const places = words.map((offered, place) =>
    quote(`${place + 1}: :${offered.length === 0 ? '' : `(${offered.join(' ')})`}`),
  );
  return `        ${name}) _arguments ${[...options.map(optionSpec), ...places].join(' ')} ;;`;
}

/** `'(-q --quiet)'{-q,--quiet}'[text]'`, and behind it what the value is. */
function optionSpec({ long, short, text, value, valueName }: CompletedOption): string {
  const names = short === null ? quote(long) : `'(${short} ${long})'{${short},${long}}`;
  const about = quote(`[${text.replace(/[[\]:\\]/g, '\\$&')}]${actionOf(value, valueName)}`);
  return `${names}${about}`;
}

function actionOf(value: CompletedOption['value'], valueName: string): string {
  switch (value.kind) {
    case 'none':
      return '';
    case 'file':
      return `:${valueName}:_files`;
    case 'words':
      return `:${valueName}:(${value.words.join(' ')})`;
    case 'text':
      return `:${valueName}:`;
  }
}

const quote = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;
const escapeColons = (text: string) => text.replace(/[:\\]/g, '\\$&');
