import { describe, expect, test } from 'vitest';
import { withSmtpReceiver } from '../../../test/support/smtp-receiver.ts';
import type { Mail } from './mail.ts';
import { smtpMailer } from './smtp-mailer.ts';
import type { MailRoute } from './smtp-options.ts';

const MAIL = {
  to: 'a@example.com,b@example.com',
  from: 'c@example.com',
  subject: 'gefährlich',
  text: 'down\nöfter',
};

/** Sends one mail, and gives what was reported. */
async function send(
  route: Partial<Extract<MailRoute, { kind: 'smtp' }>>,
  {
    mail = MAIL,
    from,
    environment = {},
  }: { mail?: Mail; from?: string; environment?: Record<string, string> } = {},
): Promise<readonly string[]> {
  const lines: string[] = [];
  const mailer = smtpMailer({
    route: {
      kind: 'smtp',
      host: '127.0.0.1',
      port: 25,
      userName: null,
      password: null,
      isTlsDemanded: false,
      ...route,
    },
    environment,
    report: (line) => lines.push(line),
    ...(from === undefined ? {} : { from }),
  });
  await mailer(mail);
  return lines;
}

test('a mail reaches everybody it is for', () =>
  withSmtpReceiver(null, async ({ port, mails }) => {
    expect(await send({ port })).toEqual([`mailed to ${MAIL.to}: ${MAIL.subject}`]);
    expect(mails).toMatchObject([
      { from: 'c@example.com', to: ['a@example.com', 'b@example.com'], user: null },
    ]);
    expect(mails[0]?.text).toMatch(/^From: c@example\.com\r\nTo: a@example\.com, b@example\.com\r\n/m);
    expect(mails[0]?.text).toMatch(/^Subject: =\?UTF-8\?/m);
    expect(mails[0]?.text).toMatch(/^Date: .*\r\n/m);
  }));

test('one without a sender is from the one that was set, or from whom it goes to', () =>
  withSmtpReceiver(null, async ({ port, mails }) => {
    const mail = { to: 'a@example.com', subject: 's', text: 't' };
    await send({ port }, { mail, from: 'd@example.com' });
    await send({ port }, { mail });
    expect(mails.map(({ from }) => from)).toEqual(['d@example.com', 'a@example.com']);
  }));

test.each([
  { password: 'hush', environment: {} },
  { password: null, environment: { VIGIL_SMTP_PASSWORD: 'hush' } },
])('it logs in with $password and $environment', ({ password, environment }) =>
  withSmtpReceiver({ user: 'me', password: 'hush' }, async ({ port, mails }) => {
    await send({ port, userName: 'me', password }, { environment });
    expect(mails).toMatchObject([{ user: 'me' }]);
  }),
);

test('a login that is refused is reported, without the password', () =>
  withSmtpReceiver({ user: 'me', password: 'hush' }, async ({ port, mails }) => {
    const [line, ...more] = await send({ port, userName: 'me', password: 'guess' });
    expect(line).toMatch(
      /^cannot mail to a@example\.com,b@example\.com through 127\.0\.0\.1:\d+ \(Invalid login: /,
    );
    expect(line).not.toContain('guess');
    expect([more, mails]).toEqual([[], []]);
  }));

describe('a server with a certificate that nobody signed', () => {
  test.each([
    { login: null, userName: null, password: null },
    { login: { user: 'me', password: 'hush' }, userName: 'me', password: 'hush' },
  ])('gets the mail encrypted, logged in as $userName', ({ login, ...route }) =>
    withSmtpReceiver(
      login,
      async ({ port, mails }) => {
        expect(await send({ port, ...route })).toEqual([`mailed to ${MAIL.to}: ${MAIL.subject}`]);
        expect(mails).toMatchObject([{ user: route.userName, isEncrypted: true }]);
      },
      { offersTls: true },
    ),
  );

  test('gets nothing where TLS is demanded', () =>
    withSmtpReceiver(
      null,
      async ({ port, mails }) => {
        const [line] = await send({ port, isTlsDemanded: true });
        expect([line, mails]).toEqual([
          expect.stringMatching(/^cannot mail to .* \(.*certificate.*\): /),
          [],
        ]);
      },
      { offersTls: true },
    ));
});

test('a server without TLS gets nothing where it is demanded', () =>
  withSmtpReceiver(null, async ({ port, mails }) => {
    const [line] = await send({ port, isTlsDemanded: true });
    expect([line, mails]).toEqual([expect.stringMatching(/^cannot mail to .*STARTTLS/), []]);
  }));

test('a server that is not there is reported', async () => {
  const [line] = await send({ port: 1 });
  expect(line).toContain('through 127.0.0.1:1 (connect ECONNREFUSED');
});
