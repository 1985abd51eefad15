import { describe, expect, it } from 'vitest';
import { load } from '../../test/support/load-text.ts';
import { IniDocument } from '../config/ini-document.ts';
import { parseIni } from '../config/ini-parser.ts';
import { SECTION_KINDS, sectionKind } from '../config/section-kinds.ts';
import { sampleFile } from './sample-file.ts';

/** What is switched off begins with a semicolon and no blank. */
const switchedOn = () => sampleFile().replaceAll(/^;(?=\S)/gm, '');

function sectionsOf(text: string): Record<string, Record<string, string>> {
  const document = new IniDocument();
  parseIni(text, '/etc/sample.conf', document);
  return Object.fromEntries(
    [...document.sections()].map(({ name, entries }) => [
      name,
      Object.fromEntries([...entries.values()].map(({ key, value }) => [key, value])),
    ]),
  );
}

describe('the sample configuration', () => {
  it('says what it is', () => {
    expect(sampleFile()).toContain('Sample supervisor config file');
  });

  it('switches on what a first daemon needs, and nothing else', () => {
    expect(sectionsOf(sampleFile())).toEqual({
      supervisord: {
        logfile: '/tmp/supervisord.log',
        logfile_maxbytes: '50MB',
        logfile_backups: '10',
        loglevel: 'info',
        pidfile: '/tmp/supervisord.pid',
        nodaemon: 'false',
        silent: 'false',
        minfds: '1024',
        minprocs: '200',
      },
      unix_http_server: { file: '/tmp/supervisor.sock' },
      supervisorctl: { serverurl: 'unix:///tmp/supervisor.sock' },
      'rpcinterface:supervisor': {
        'supervisor.rpcinterface_factory': 'supervisor.rpcinterface:make_main_rpcinterface',
      },
    });
  });

  it('loads without a key that nobody reads', () => {
    expect(load(sampleFile())).toMatchObject({ kind: 'loaded', unknownKeys: [] });
  });

  it.each(SECTION_KINDS)('has every key of [$title], with the table or with that of programs', (kind) => {
    const sections = sectionsOf(switchedOn());
    const shown = Object.keys(sections).filter((name) => sectionKind(name)?.title === kind.title);
    expect(shown).toHaveLength(1);
    const [name = ''] = shown;
    const inherited = kind.options['command'] === undefined ? {} : sections['program:x'];
    const keys = Object.keys({ ...inherited, ...sections[name] });
    expect(keys.toSorted()).toEqual(Object.keys(kind.options).toSorted());
  });

  it('still loads with everything switched on, where its users, files and programs exist', () => {
    const text = switchedOn()
      .replace('[fcgi-program:x]', '[fcgi-program:y]')
      .replace('web,worker', 'x')
      .replace(/^exit_with=.*/m, '');
    const result = load(text, {
      included: { '/etc/app/conf.d/more.conf': '' },
      users: { user: (name) => ({ name, uid: 1000, gid: 1000 }), group: () => 1000 },
    });
    expect(result.kind === 'refused' ? result.errors : []).toEqual([]);
    expect(result).toMatchObject({ kind: 'loaded', unknownKeys: [] });
  });

  it('keeps to 80 columns where no single word is longer', () => {
    const tooLong = sampleFile()
      .split('\n')
      .filter((line) => line.length > 80 && line.includes(' '));
    expect(tooLong).toEqual([]);
  });
});
