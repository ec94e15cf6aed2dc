import type { Driven } from './driven.ts';
import type { Said } from './meter-process.ts';
import { ModelRun } from './model-run.ts';
import type { Step } from './steps.ts';
import type { World } from './world.ts';

/** Runs steps against a real meter and the model beside it, until they disagree. */
export async function drive(world: World, steps: readonly Step[], said: Said): Promise<Driven> {
  const run = new ModelRun(world, said);
  let at = 0;
  try {
    await run.begin();
    for (const step of steps) {
      await run.take(step);
      await run.compare();
      at += 1;
    }
    await run.finish();
  } catch (error) {
    run.done.wrong = `step ${at} ${JSON.stringify(steps[at] ?? 'the end')}: ${(error as Error).message}`;
    await run.abandon();
  }
  return { ...run.done, steps: at };
}
