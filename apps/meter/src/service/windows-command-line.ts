/**
 * Words as one command line, the way that programs of Windows take it apart again: a word with blanks stands in quotes,
 * backslashes before a quote are doubled, and the quote takes one more.
 */
export function windowsCommandLine(words: readonly string[]): string {
  return words.map(quoted).join(' ');
}

function quoted(word: string): string {
  if (word !== '' && !/[\s"]/.test(word)) return word;
  return `"${word.replace(/(\\*)"/g, '$1$1\\"').replace(/\\+$/, '$&$&')}"`;
}
