import { describe, expect, it } from 'vitest';
import { crashmailOptions } from './crashmail-options.ts';
import { fatalmailbatchOptions } from './fatalmailbatch-options.ts';
import { httpokOptions } from './httpok-options.ts';
import { memmonOptions } from './memmon-options.ts';
import { webhookOptions } from './webhook-options.ts';

const SENDMAIL = '/usr/sbin/sendmail -t -i';

describe('vigil-memmon', () => {
  it('takes the command line of memmon', () => {
    const args = '-c -p web=200MB -p shop:db=1GB -g shop=1KB -a 5 -s cat -m a@b -u 1m -n one'.split(' ');
    expect(memmonOptions(args)).toEqual({
      programs: new Map([
        ['web', 209_715_200],
        ['shop:db', 1_073_741_824],
      ]),
      groups: new Map([['shop', 1024]]),
      any: 5,
      counts: 'process and descendants',
      sendmail: 'cat',
      email: 'a@b',
      mailedUptime: 60,
      name: 'one',
    });
  });

  it('has defaults', () => {
    expect(memmonOptions(['--any=1'])).toEqual({
      programs: new Map(),
      groups: new Map(),
      any: 1,
      counts: 'process',
      sendmail: SENDMAIL,
      email: null,
      mailedUptime: Number.POSITIVE_INFINITY,
      name: null,
    });
  });

  it.each([
    { args: [], message: 'nothing to watch: expected --program, --group or --any' },
    { args: ['-a', '1', 'x'], message: 'unexpected argument "x"' },
  ])('refuses $args', ({ args, message }) => {
    expect(() => memmonOptions(args)).toThrow(message);
  });
});

describe('vigil-httpok', () => {
  it('takes the command line of httpok', () => {
    const args =
      '-p web -p a:b -g core -d /c -t 3 -c 204 -b yes -B no -B nay -s cat -m a@b -e -E -n one'.split(' ');
    expect(httpokOptions([...args, 'http://x/'])).toEqual({
      url: new URL('http://x/'),
      restarts: ['web', 'a:b'],
      timeoutSeconds: 3,
      status: '204',
      expectedText: 'yes',
      refusedTexts: ['no', 'nay'],
      gcore: 'core',
      coreDirectory: '/c',
      asks: 'while running',
      sendmail: 'cat',
      email: 'a@b',
      name: 'one',
    });
  });

  it('has defaults, and -a is above -p', () => {
    expect(httpokOptions(['-p', 'web', '-a', 'https://x'])).toMatchObject({
      restarts: 'any',
      timeoutSeconds: 10,
      status: '200',
      expectedText: null,
      refusedTexts: [],
      coreDirectory: null,
      asks: 'always',
    });
  });

  it.each([
    { args: ['-a'], message: 'expected a URL' },
    { args: ['http://x', 'y'], message: 'expected one URL, got "http://x", "y"' },
    { args: ['-t', '0', 'http://x'], message: '--timeout: expected a whole number of at least 1, got "0"' },
  ])('refuses $args', ({ args, message }) => {
    expect(() => httpokOptions(args)).toThrow(message);
  });
});

describe('vigil-crashmail', () => {
  it.each([
    { args: [], programs: 'any' },
    { args: ['-p', 'web'], programs: ['web'] },
    { args: ['-p', 'web', '-a'], programs: 'any' },
  ])('mails about $programs with $args', ({ args, programs }) => {
    expect(crashmailOptions([...args, '-o', 'x', '-m', 'a@b'])).toEqual({
      programs,
      subjectPrefix: 'x',
      route: { kind: 'command', sendmail: SENDMAIL },
      from: null,
      email: 'a@b',
    });
  });
});

describe('vigil-fatalmailbatch', () => {
  it('takes the command line of fatalmailbatch', () => {
    expect(fatalmailbatchOptions(['--toEmail=a@b', '--fromEmail', 'c@d', '-i', '1.5', '-s', 'x'])).toEqual({
      to: 'a@b',
      from: 'c@d',
      subject: 'x',
      intervalMinutes: 1.5,
      tick: { name: 'TICK_60', seconds: 60 },
      route: { kind: 'command', sendmail: SENDMAIL },
    });
  });

  it.each([
    { args: [], message: 'expected --toEmail and --fromEmail' },
    { args: ['-t', 'a', '-f', 'b', '-i', 'x'], message: '--interval: expected a number of minutes, got "x"' },
    { args: ['-t', 'a', '-f', 'b', '-e', 'TICK_7'], message: '--tickEvent: expected TICK_5, TICK_60' },
  ])('refuses $args', ({ args, message }) => {
    expect(() => fatalmailbatchOptions(args)).toThrow(message);
  });
});

describe('an SMTP server', () => {
  const SENDER = ['-t', 'a@b', '-f', 'c@d'];

  it.each([
    { args: ['-H', 'mail'], host: 'mail', port: 25, userName: null, password: null },
    {
      args: ['--smtpHost=mail:587', '-u', 'me', '-p', 'x'],
      host: 'mail',
      port: 587,
      userName: 'me',
      password: 'x',
    },
    { args: ['-H', '[::1]:465', '-u', 'me'], host: '::1', port: 465, userName: 'me', password: null },
  ])('of $args', ({ args, ...expected }) => {
    expect(fatalmailbatchOptions([...SENDER, ...args])?.route).toEqual({
      kind: 'smtp',
      isTlsDemanded: false,
      ...expected,
    });
    const long = ['--smtpHost', args.includes('-H') ? (args[1] ?? '') : 'mail:587'];
    expect(crashmailOptions(long)?.route).toMatchObject({ kind: 'smtp', host: expected.host });
  });

  it('may have to offer TLS', () => {
    const words = ['--smtpHost', 'mail', '--tls'];
    expect(fatalmailbatchOptions([...SENDER, ...words])?.route).toMatchObject({ isTlsDemanded: true });
    expect(crashmailOptions(words)?.route).toMatchObject({ isTlsDemanded: true });
  });

  it.each([
    { args: ['-u', 'me'], message: '--userName: there is no --smtpHost to log in to' },
    { args: ['-p', 'x'], message: '--password: there is no --smtpHost to log in to' },
    { args: ['-H', 'mail', '-p', 'x'], message: '--password: there is no --userName' },
    { args: ['--tls'], message: '--tls: there is no --smtpHost' },
    { args: ['-H', 'mail', '--sendmail_program', 'cat'], message: 'expected one of them' },
    { args: ['-H', 'mail:0'], message: '--smtpHost: expected HOST or HOST:PORT, got "mail:0"' },
    { args: ['-H', 'a b'], message: '--smtpHost: expected HOST or HOST:PORT, got "a b"' },
  ])('is refused with $args', ({ args, message }) => {
    expect(() => fatalmailbatchOptions([...SENDER, ...args])).toThrow(message);
  });
});

describe('vigil-webhook', () => {
  it('has defaults', () => {
    expect(webhookOptions(['https://x/y'])).toEqual({
      url: new URL('https://x/y'),
      programs: 'any',
      timeoutSeconds: 10,
      retries: 5,
      secretVariable: null,
    });
  });
});

describe('all of them', () => {
  it.each([memmonOptions, httpokOptions, crashmailOptions, fatalmailbatchOptions, webhookOptions])(
    'only show their usage with -h: %s',
    (options) => {
      expect(options(['-h'])).toBeNull();
    },
  );
});
