import type { CompletedCommand, CompletedOption } from './completion-table.ts';

/** A script for fish 3 and newer. */
export function fishCompletion(table: readonly CompletedCommand[]): string {
  const named = table.filter(({ name }) => name !== '');
  const takesValue = new Set(
    table.flatMap(({ options }) =>
      options.filter(({ value }) => value.kind !== 'none').map(({ long }) => long),
    ),
  );
  const commands = [...named.map(({ name, summary }) => [name, summary]), ['help', 'print help']];
  return `# fish completion for claude-meter
# Whether the command is $argv[1] ('' before there is one) and $argv[2] words stand behind it.
function __claude_meter_at
    set -l words
    set -l skip no
    for token in (commandline -opc)[2..-1]
        if test $skip = yes
            set skip no
            continue
        end
        switch $token
            case ${[...takesValue].join(' ')}
                set skip yes
            case '-*'
            case '*'
                set -a words $token
        end
    end
    if test -z "$argv[1]"
        test (count $words) -eq 0
        return
    end
    test "$words[1]" = "$argv[1]"; and begin
        test (count $argv) -eq 1; or test (count $words) -eq (math $argv[2] + 1)
    end
end

complete -c claude-meter -f
${commands.map(([name, text]) => `complete -c claude-meter -n "__claude_meter_at ''" -a ${name} -d ${quote(text ?? '')}`).join('\n')}
complete -c claude-meter -n '__claude_meter_at help 0' -a '${named.map(({ name }) => name).join(' ')}'
${table.flatMap(commandLines).join('\n')}
`;
}

function commandLines({ name, options, words }: CompletedCommand): string[] {
  const here = `complete -c claude-meter -n "__claude_meter_at ${name === '' ? "''" : name}`;
  const places = words.flatMap((offered, place) =>
    offered.length === 0 ? [] : [`${here} ${place}" -a '${offered.join(' ')}'`],
  );
  return [...places, ...options.map((option) => `${here}" ${optionWords(option)}`)];
}

function optionWords({ long, short, text, value }: CompletedOption): string {
  const names = `${short === null ? '' : `-s ${short.slice(1)} `}-l ${long.slice(2)}`;
  return `${names}${valueWords(value)} -d ${quote(text)}`;
}

function valueWords(value: CompletedOption['value']): string {
  switch (value.kind) {
    case 'none':
      return '';
    case 'file':
      return ' -r -F';
    case 'words':
      return ` -x -a '${value.words.join(' ')}'`;
    case 'text':
      return ' -x';
  }
}

const quote = (text: string) => `'${text.replace(/['\\]/g, '\\$&')}'`;
