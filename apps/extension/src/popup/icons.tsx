import type { VNode } from 'preact';

/** An arrow that goes round. */
export function RefreshIcon(): VNode {
  return (
    <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
      <path d="M13 8a5 5 0 1 1-1.5-3.6M13 2v3h-3" />
    </svg>
  );
}

/** Two sliders. */
export function OptionsIcon(): VNode {
  return (
    <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
      <path d="M2 5h6m4 0h2M2 11h2m4 0h6" />
      <circle cx="10" cy="5" r="2" />
      <circle cx="6" cy="11" r="2" />
    </svg>
  );
}
