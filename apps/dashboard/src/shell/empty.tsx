import type { ComponentChildren, VNode } from 'preact';

/** A place that has nothing to show yet, and what to do about it. */
export function Empty({ title, children }: { title: string; children: ComponentChildren }): VNode {
  return (
    <section class="db-empty">
      <h2>{title}</h2>
      {children}
    </section>
  );
}
