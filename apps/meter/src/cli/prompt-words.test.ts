import { describe, expect, it } from 'vitest';
import { promptWords } from './prompt-words.ts';

const words = (line: string) =>
  promptWords(line === '' ? [] : line.split(' '), ['format', 'template', 'account']);

describe('promptWords', () => {
  it.each([
    ['', {}],
    ['--format tmux', { format: 'tmux' }],
    ['--format=tmux --account d03d', { format: 'tmux', account: 'd03d' }],
    ['--template={5h>=90?a=b}', { template: '{5h>=90?a=b}' }],
    ['--template= --format plain', { template: '', format: 'plain' }],
    ['--template=-', { template: '-' }],
  ])('reads %j', (line, expected) => {
    expect(words(line)).toEqual(expected);
  });

  it.each([
    'install tmux',
    '--help',
    '--format tmux --help',
    '--format',
    '--format --template',
    '--format tmux --format zsh',
    '--fields',
    '--formats tmux',
    '-- tmux',
    '--constructor x',
  ])('leaves %j to the whole program', (line) => {
    expect(words(line)).toBeNull();
  });

  it('leaves what this command does not know', () => {
    expect(promptWords(['--format', 'tmux'], ['template'])).toBeNull();
  });
});
