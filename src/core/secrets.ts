/** What may be a secret, by its name, and texts without the secrets that are plain to see. */

/** Stands for what is not shown. */
export const MASK = '***';

const SECRET_WORDS = /pass|secret|token|key|credential|private|auth|(?<=.)pwd/i;

/** Of an environment variable, a key or an option. */
export function isSecretName(name: string): boolean {
  return SECRET_WORDS.test(name);
}

/** Passwords in URLs, and the values of options such as `--password=x` or `--api-key x`. */
export function maskSecrets(text: string): string {
  return text
    .replace(/(\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@]*:)[^\s/@]+(?=@)/gi, `$1${MASK}`)
    .replace(/(^|\s)(-{1,2}[A-Za-z][\w-]*)([= ])(?!-)(\S+)/g, (whole, before, option, sign) =>
      isSecretName(option) ? `${before}${option}${sign}${MASK}` : whole,
    )
    .replace(/(^|\s)([A-Za-z_]\w*)=(\S+)/g, (whole, before, name) =>
      isSecretName(name) ? `${before}${name}=${MASK}` : whole,
    );
}
