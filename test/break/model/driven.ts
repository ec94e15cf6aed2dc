/** What a run did, and where it went wrong. */
export interface Driven {
  steps: number;
  requests: number;
  accepted: number;
  restarts: number;
  kills: number;
  faults: number;
  clockMoves: number;
  polls: number;
  /** What the bridge said and the model did not, with the step. */
  wrong: string | null;
}
