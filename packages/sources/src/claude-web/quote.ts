/** How much of a foreign text a sentence may repeat, in characters. */
const QUOTE_LENGTH = 300;
/** How much is looked at: a body may be megabytes long. */
const LOOKED_AT = 2000;

/** What must not be repeated: credentials, and the person's address. */
const SECRETS: readonly RegExp[] = [
  /\bsk-ant-[\w-]+/g,
  /\b(?:bearer|basic)\s+[\w.~+/=-]+/gi,
  /\beyJ[\w-]+\.[\w.-]+/g,
  /\b(?:sessionKey\w*|cf_clearance|__cf_bm|activitySessionId|(?:access|refresh)_?token|cookie)["']?\s*[=:]\s*["']?[^\s"',;&<>]+/gi,
  /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g,
];

/** Characters that JSON leaves as they are but that move a cursor, break a line or turn text around. */
const UNSEEN = /[\u007f-\u009f\u2028\u2029]|\p{Cf}/gu;

/**
 * Foreign text for a sentence: JSON-quoted on one line, secrets blacked out, control characters escaped, cut to 300
 * characters as they are shown, without splitting one.
 */
export function quote(text: string): string {
  const head = text.trim().slice(0, LOOKED_AT);
  const clean = SECRETS.reduce((kept, secret) => kept.replace(secret, '[redacted]'), head);
  let shown = '';
  let room = QUOTE_LENGTH;
  for (const character of clean) {
    const piece = JSON.stringify(character).slice(1, -1).replace(UNSEEN, escapeCharacter);
    room -= piece === character ? 1 : piece.length;
    if (room < 0) return `"${shown}…"`;
    shown += piece;
  }
  return `"${shown}"`;
}

function escapeCharacter(character: string): string {
  return Array.from({ length: character.length }, (_, at) => {
    return `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`;
  }).join('');
}
