/** Mails as `sendmail -t` reads them: headers, an empty line, text. */
export interface Mail {
  /** One address, or several with commas between them. */
  readonly to: string;
  readonly from?: string;
  readonly subject: string;
  readonly text: string;
}

export const DEFAULT_SENDMAIL = '/usr/sbin/sendmail -t -i';

export function composeMail({ to, from, subject, text }: Mail): string {
  const headers = [`To: ${oneLine(to)}`];
  if (from !== undefined) headers.push(`From: ${oneLine(from)}`);
  headers.push(`Subject: ${encodedWords(oneLine(subject))}`);
  if (!isAscii(text)) {
    headers.push(
      'MIME-Version: 1.0',
      'Content-Type: text/plain; charset=utf-8',
      'Content-Transfer-Encoding: 8bit',
    );
  }
  return `${headers.join('\n')}\n\n${text}\n`;
}

/** A line end in a header would begin another one. */
function oneLine(text: string): string {
  return text.replace(/[\r\n]+/g, ' ');
}

function isAscii(text: string): boolean {
  return Buffer.byteLength(text) === text.length;
}

/** Source: RFC 2047. An encoded word is at most 75 characters long: 45 bytes in base64 and its frame. */
function encodedWords(text: string): string {
  if (isAscii(text)) return text;
  const pieces: string[] = [''];
  for (const character of text) {
    const last = pieces.at(-1) ?? '';
    if (Buffer.byteLength(last + character) > 45) pieces.push(character);
    else pieces[pieces.length - 1] = last + character;
  }
  return pieces.map((piece) => `=?utf-8?B?${Buffer.from(piece).toString('base64')}?=`).join('\n ');
}
