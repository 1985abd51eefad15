/** An SMTP server on this machine that keeps what it is given. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';

export interface ReceivedMail {
  readonly from: string;
  readonly to: readonly string[];
  /** Null without a login. */
  readonly user: string | null;
  readonly isEncrypted: boolean;
  readonly text: string;
}

export interface SmtpReceiver {
  readonly port: number;
  readonly mails: readonly ReceivedMail[];
}

/**
 * `login` is the only one that it takes; without it, mails are taken from everybody. Where TLS is offered, it is with the
 * library's own certificate, which nobody signed.
 */
export async function withSmtpReceiver(
  login: { readonly user: string; readonly password: string } | null,
  use: (receiver: SmtpReceiver) => Promise<void>,
  { offersTls = false }: { readonly offersTls?: boolean } = {},
): Promise<void> {
  const mails: ReceivedMail[] = [];
  const server = new SMTPServer({
    logger: false,
    authOptional: login === null,
    disabledCommands: [...(login === null ? ['AUTH'] : []), ...(offersTls ? [] : ['STARTTLS'])],
    allowInsecureAuth: true,
    onAuth({ username, password }, _session, answer) {
      if (username === login?.user && password === login?.password) answer(null, { user: username });
      else answer(new Error('wrong user or password'));
    },
    onData(stream, { envelope, user, secure }, answer) {
      text(stream).then((content) => {
        const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address;
        const to = envelope.rcptTo.map(({ address }) => address);
        mails.push({
          from,
          to,
          user: typeof user === 'string' ? user : null,
          isEncrypted: secure,
          text: content,
        });
        answer();
      }, answer);
    },
  });
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  try {
    const { port } = server.server.address() as AddressInfo;
    await use({ port, mails });
  } finally {
    await new Promise<void>((resolve) => server.close(() => resolve()));
  }
}
