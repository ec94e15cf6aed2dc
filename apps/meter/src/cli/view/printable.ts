import { stripVTControlCharacters } from 'node:util';

/** Orders to the terminal, and marks that turn the direction of text: both can show what is not there. */
const HIDDEN = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/**
 * Text from outside (an e-mail, an org's name, an error), fit to be printed: escape sequences and control characters
 * are gone, line ends and tabs are blanks.
 */
export function printable(text: string): string {
  return stripVTControlCharacters(text.replace(/[\r\n\t]+/g, ' ')).replace(HIDDEN, '');
}
