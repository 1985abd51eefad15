import { describe, expect, it } from 'vitest';
import { addressInUseLine, portInQuestion } from './port-in-text.ts';

const IN_USE: readonly (readonly [line: string, command: string, port: number | null])[] = [
  ['nginx: [emerg] bind() to 0.0.0.0:80 failed (98: Address already in use)', 'nginx', 80],
  ['(98)Address already in use: AH00072: make_sock: could not bind to address [::]:8081', 'apache2', 8081],
  ['OSError: [Errno 98] Address already in use', 'python3 -m http.server 8765', 8765],
  ['Error: listen EADDRINUSE: address already in use :::3000', 'node app.js', 3000],
  ['Error: listen EADDRINUSE: address already in use 127.0.0.1:3000', 'node app.js', 3000],
  ['listen tcp :8080: bind: address already in use', 'server', 8080],
  ['Could not create server TCP listening socket *:6379: bind: Address already in use', 'redis', 6379],
  ["[ERROR] Connection in use: ('127.0.0.1', 8000)", 'gunicorn app', 8000],
  ['Do you already have another mysqld server running on port: 3306 ?', 'mysqld', 3306],
  ['bind(): Address already in use', 'app --port=9090', 9090],
  ['bind(): Address already in use', 'app --port 9091', 9091],
  ['bind(): Address already in use', 'app -p 9092', 9092],
  ['bind(): Address already in use', 'app --listen 127.0.0.1:9093', 9093],
  ['bind(): Address already in use', 'memcached -p11211', 11211],
  ['bind(): Address already in use', 'app', null],
  ['2026-11-22 19:20:31 bind(): Address already in use', 'app -n 4000', null],
];

describe('the port that is taken', () => {
  it.each(IN_USE)('%s (%s): %s', (line, command, port) => {
    const found = addressInUseLine(['starting', line]);
    expect(found).toBe(line);
    expect(portInQuestion(line, [line], command.split(' '))).toBe(port);
  });

  it('is not looked for in other words', () => {
    expect(addressInUseLine(['listening on :8080', 'connection refused 127.0.0.1:5432'])).toBeNull();
  });

  it('may stand in the line before', () => {
    const lines = ['listening on port 8123', 'Address already in use'];
    expect(portInQuestion('Address already in use', lines, ['app'])).toBe(8123);
  });
});
