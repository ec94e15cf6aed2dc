import { existsSync, readFileSync } from 'node:fs';
import { EXIT_OF, VERDICTS, type VerdictId, verdictOf } from '@claude-meter/verify';
import { describe, expect, it } from 'vitest';
import { EXIT_CODE_TEXTS } from '../src/cli/exit-codes.ts';
import { verify } from '../src/cli/verify.ts';

const PAGE = new URL('../../../docs/verify.md', import.meta.url);
const text = readFileSync(PAGE, 'utf8');

describe('docs/verify.md', () => {
  it.each(Object.keys(VERDICTS) as VerdictId[])('has the row of %s in the words of the program', (id) => {
    const { title, exit, means, remedy } = verdictOf(id);
    expect(text).toContain(`| \`${id}\` ${title} | ${exit} | ${means} | ${remedy} |\n`);
  });

  it('has no row of a verdict that does not exist', () => {
    const rows = [...text.matchAll(/^\| `(\w+)` [A-Z].* \| \d+ \|/gm)].map(([, id]) => id);
    expect(rows.sort()).toEqual(Object.keys(VERDICTS).sort());
  });

  it.each(Object.values(EXIT_OF))('explains exit code %i, as --help does', (code) => {
    expect(text).toMatch(new RegExp(`^Exit codes: .*\\b${code} `, 'm'));
    expect(EXIT_CODE_TEXTS).toHaveProperty(String(code));
  });

  it('knows every switch, and shows pictures that exist', () => {
    for (const name of ['har', 'truth', 'direct', 'page', 'tracker', 'watch', 'handoff', 'json']) {
      expect(Object.keys(verify.meta.options)).toContain(name);
      expect(text).toContain(`--${name}`);
    }
    const pictures = [...text.matchAll(/\]\((pictures\/[\w-]+\.(?:png|svg))\)/g)].map(
      ([, path]) => path ?? '',
    );
    expect(pictures).toHaveLength(4);
    for (const picture of pictures) expect(existsSync(new URL(picture, PAGE))).toBe(true);
  });
});
