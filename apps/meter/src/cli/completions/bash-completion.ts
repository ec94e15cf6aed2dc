import type { CompletedCommand, CompletedOption } from './completion-table.ts';

/** A script for bash 3.2 and newer; needs no other package. */
export function bashCompletion(table: readonly CompletedCommand[]): string {
  const names = table.map(({ name }) => name).filter((name) => name !== '');
  return `# bash completion for claude-meter
# shellcheck disable=SC2207 # mapfile is younger than the bash of macOS; no offered word has a space in it
_claude_meter() {
  local word="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}"
  local command='' place=0 index=1 offered=''
  COMPREPLY=()
  while [ "$index" -lt "$COMP_CWORD" ]; do
    case "$command \${COMP_WORDS[index]}" in
${valueOptions(table)}
      *' -'*) ;;
      ' '*) command="\${COMP_WORDS[index]}" ;;
      *) place=$((place + 1)) ;;
    esac
    index=$((index + 1))
  done
  case "$command $previous" in
${valueCases(table)}
  esac
  case "$word" in
    -*)
      case "$command" in
${table.map(optionCase).join('\n')}
      esac
      ;;
    *)
      case "$command $place" in
        ' 0') offered='${[...names, 'help'].join(' ')}' ;;
        'help 0') offered='${names.join(' ')}' ;;
${table.flatMap(wordCases).join('\n')}
      esac
      ;;
  esac
  COMPREPLY=($(compgen -W "$offered" -- "$word"))
}
complete -F _claude_meter claude-meter
`;
}

/** Switches whose value is no word of the command: they are stepped over together with it. */
function valueOptions(table: readonly CompletedCommand[]): string {
  const patterns = table.flatMap(({ name, options }) =>
    options.filter(({ value }) => value.kind !== 'none').map(({ long }) => `'${name} ${long}'`),
  );
  return `      ${patterns.join(' | ')}) index=$((index + 1)) ;;`;
}

/** One case for each thing that is offered, whichever switches it is for. */
function valueCases(table: readonly CompletedCommand[]): string {
  const patterns = new Map<string, string[]>();
  for (const { name, options } of table) {
    for (const option of options) {
      const offer = offerOf(option);
      if (offer !== null) patterns.set(offer, [...(patterns.get(offer) ?? []), `'${name} ${option.long}'`]);
    }
  }
  return [...patterns].map(([offer, of]) => `    ${of.join(' | ')}) ${offer}return ;;`).join('\n');
}

function offerOf({ value }: CompletedOption): string | null {
  switch (value.kind) {
    case 'none':
      return null;
    case 'file':
      return 'COMPREPLY=($(compgen -f -- "$word")); compopt -o filenames 2>/dev/null; ';
    case 'words':
      return `COMPREPLY=($(compgen -W '${value.words.join(' ')}' -- "$word")); `;
    case 'text':
      return '';
  }
}

function optionCase({ name, options }: CompletedCommand): string {
  const names = options.flatMap(({ long, short }) => (short === null ? [long] : [long, short]));
  return `        '${name}') offered='${names.join(' ')}' ;;`;
}

function wordCases({ name, words }: CompletedCommand): string[] {
  return words.flatMap((offered, place) =>
    offered.length === 0 ? [] : [`        '${name} ${place}') offered='${offered.join(' ')}' ;;`],
  );
}
