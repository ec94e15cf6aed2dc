/** The file of the history in the state folder. */
export const DATABASE_NAME = 'history.db';
