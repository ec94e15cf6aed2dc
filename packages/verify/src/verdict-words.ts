/** What a verdict is about; scripts see it as the exit code. */
export const EXIT_OF = {
  /** Every step that was asked for shows what claude.ai served. */
  server_truth: 0,
  port_taken: 4,
  not_running: 5,
  no_data: 6,
  differs: 20,
  outdated: 21,
  other_org: 22,
  no_truth: 23,
  claim: 24,
  handoff: 25,
} as const;

export type VerdictClass = keyof typeof EXIT_OF;

/** What people are told about one outcome, in whole sentences. */
export interface VerdictWords {
  class: VerdictClass;
  /** What was found, in a few words. */
  title: string;
  /** What it means. */
  means: string;
  /** The one thing to do next. */
  remedy: string;
}
