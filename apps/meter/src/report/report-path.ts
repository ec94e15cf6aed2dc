/** Where a running meter serves reports; the words of the query are its parameters. */
export const REPORT_PATH = '/api/report';
