import { expect, test } from 'vitest';
import { composeMail } from './mail.ts';
import { mailer } from './mailer.ts';
import { runShell } from './shell-command.ts';

test('a mail is headers, an empty line and text', () => {
  expect(composeMail({ to: 'a@b', subject: 'down', text: 'web is down' })).toBe(
    'To: a@b\nSubject: down\n\nweb is down\n',
  );
  expect(composeMail({ to: 'a@b', from: 'c@d', subject: 'x', text: 'y' })).toContain('\nFrom: c@d\n');
});

test('no header can be slipped into another', () => {
  expect(composeMail({ to: 'a@b', subject: 'x\r\nBcc: evil@b', text: '' })).toBe(
    'To: a@b\nSubject: x Bcc: evil@b\n\n\n',
  );
});

test('what is not ASCII is declared, and encoded where it must be', () => {
  const subject = 'gestört '.repeat(12).trim();
  const mail = composeMail({ to: 'a@b', subject, text: 'näxt' });
  const encoded = [...mail.matchAll(/=\?utf-8\?B\?([^?]*)\?=/g)];
  expect(encoded.map((match) => Buffer.from(match[1] ?? '', 'base64').toString()).join('')).toBe(subject);
  expect(Math.max(...encoded.map(([word]) => word.length))).toBeLessThanOrEqual(75);
  expect(mail).toContain('\nContent-Type: text/plain; charset=utf-8\n');
  expect(mail.endsWith('\n\nnäxt\n')).toBe(true);
});

test.each([
  { sendmail: 'cat > /dev/null', line: 'mailed to a@b: down' },
  { sendmail: 'echo full >&2; exit 75', line: 'cannot mail to a@b (exit status 75): down\nfull' },
  { sendmail: '/nonexistent/sendmail 2>/dev/null', line: 'cannot mail to a@b (exit status 127): down' },
  { sendmail: 'kill -9 $$', line: 'cannot mail to a@b (ended by SIGKILL): down' },
])('sending through "$sendmail" is reported', async ({ sendmail, line }) => {
  const lines: string[] = [];
  const send = mailer({ sendmail, run: runShell, report: (reported) => lines.push(reported) });
  await send({ to: 'a@b', subject: 'down', text: 'x'.repeat(200_000) });
  expect(lines).toEqual([line]);
});

test('a command gets the input', async () => {
  expect(await runShell('tr a-z A-Z', 'hello')).toEqual({ problem: null, output: 'HELLO' });
});

test('a process that a command leaves behind is not waited for', async () => {
  const { problem, output } = await runShell('sleep 1000 & echo $!', '');
  process.kill(Number(output));
  expect(problem).toBeNull();
});
