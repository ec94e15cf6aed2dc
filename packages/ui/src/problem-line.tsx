import type { ComponentChildren, VNode } from 'preact';

export interface ProblemLineProps {
  title: string;
  advice: string;
  /** @default 'trouble' */
  tone?: 'trouble' | 'quiet';
  /** Buttons or links that help. */
  children?: ComponentChildren;
}

/** What is wrong and what to do about it. Screen readers hear it when it appears. */
export function ProblemLine({ title, advice, tone = 'trouble', children }: ProblemLineProps): VNode {
  return (
    <div class="cm-problem" data-tone={tone} role="status">
      <p>
        <strong>{title}</strong> {advice}
      </p>
      {children}
    </div>
  );
}
