import type { VNode } from 'preact';

/** What was taken here and elsewhere, of a whole of 100 points and beyond. The numbers stand beside it. */
export function SplitBar({ local, elsewhere }: { local: number; elsewhere: number }): VNode {
  const whole = Math.max(100, local + elsewhere);
  return (
    <span
      class="db-split"
      aria-hidden="true"
      style={{ '--here': String(local / whole), '--elsewhere': String(elsewhere / whole) }}
    />
  );
}
