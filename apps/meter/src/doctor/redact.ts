const EMAIL = /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g;
const UUID = /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi;
const CARD = /("last4"\s*:\s*)"[^"]*"/g;
const SECRET = /\bsk-ant-[\w-]+/g;

/** A sentence fit for a bug report: no e-mail, no organization, no card, no secret, no name of the user's folder. */
export function redact(text: string, userFolder: string): string {
  const said = text
    .replace(SECRET, '(secret)')
    .replace(EMAIL, '(e-mail)')
    .replace(UUID, '(organization)')
    .replace(CARD, '$1"(card)"');
  return userFolder.length > 1 ? said.replaceAll(userFolder, '~') : said;
}
