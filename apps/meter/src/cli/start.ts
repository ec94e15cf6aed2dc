import { answerPrompt } from './answer-prompt.ts';

/**
 * The door of the program. What a prompt asks for is answered here, out of one small file; everything else, and every
 * question that is not that plain, loads the whole program.
 */
export async function start(argv: readonly string[]): Promise<void> {
  // All is written: a prompt need not wait until its sockets are taken down one by one.
  if (await answerPrompt(argv)) process.exit();
  if (argv[0] === 'report') {
    const { answerReport } = await import('./answer-report.ts');
    if (await answerReport(argv.slice(1))) return;
  }
  const { main } = await import('./main.ts');
  await main(argv);
}
