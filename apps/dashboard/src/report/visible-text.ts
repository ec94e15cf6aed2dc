/**
 * What a person cannot see, or what changes how the text around it is seen: control characters, marks that turn the
 * direction of text, characters without width, tags, halves of surrogate pairs.
 */
const UNSEEN =
  /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\u{e0000}-\u{e007f}]/gu;

/** A name from a transcript (a folder, a branch, a model), with all that cannot be seen written out: `\u{202e}`. */
export function visibleText(text: string): string {
  return text.replace(UNSEEN, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
}

const LONGEST = 48;

/** The same, shortened in the middle: names differ at their ends. Never in the middle of a character. */
export function shortText(text: string, longest: number = LONGEST): string {
  const characters = [...visibleText(text)];
  if (characters.length <= longest) return characters.join('');
  const tail = Math.floor((longest - 1) / 2);
  return `${characters.slice(0, longest - 1 - tail).join('')}…${characters.slice(-tail).join('')}`;
}

/** A folder as its own name and where it lies: `/home/ada/app` → `app`, `/home/ada`. */
export function folderName(path: string): { name: string; parent: string } {
  const whole = path.length > 1 ? path.replace(/[/\\]+$/, '') : path;
  const cut = Math.max(whole.lastIndexOf('/'), whole.lastIndexOf('\\'));
  const name = whole.slice(cut + 1);
  if (name === '') return { name: path, parent: '' };
  return { name, parent: whole.slice(0, Math.max(cut, whole.startsWith('/') && cut === 0 ? 1 : 0)) };
}
