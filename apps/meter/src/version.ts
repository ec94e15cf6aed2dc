/** The version of the program; `test/repo.test.ts` holds it equal to package.json. A constant, so that a prompt waits for no file. */
export const VERSION = '0.1.0';
