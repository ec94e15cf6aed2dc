// @vitest-environment happy-dom
import { render } from 'preact';
import { describe, expect, it } from 'vitest';
import { Sparkline } from './index.ts';

function lineOf(at: number[], percent: (number | null)[]): string {
  const root = document.createElement('div');
  render(<Sparkline at={at} percent={percent} from={0} to={240} label="5-hour" />, root);
  expect(root.querySelector('svg')?.getAttribute('aria-label')).toBe('5-hour');
  return root.querySelector('.cm-spark-line')?.getAttribute('d') ?? '';
}

describe('Sparkline', () => {
  it.each([
    ['holds a value until the next', [0, 120], [0, 100], 'M0 35H120L120 1H240'],
    ['breaks where nobody watched', [0, 60, 120], [50, null, 50], 'M0 18H60M120 18H240'],
    ['stays within its frame', [-50, 500], [140, 10], 'M0 1H240L240 31.6H240'],
    ['is empty without values', [], [], ''],
  ] as const)('%s', (_, at, percent, path) => {
    expect(lineOf([...at], [...percent])).toBe(path);
  });
});
