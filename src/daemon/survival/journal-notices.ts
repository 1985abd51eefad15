/** What there is to say of the journal that an earlier vigild left. */
import type { JournalContent } from '../../journal/replay.ts';

export interface RebirthNotice {
  readonly level: 'info' | 'warn';
  readonly message: string;
}

const SEARCHED =
  'programs that still run were searched for and are taken over as RUNNING, without their history';

/** `hasFound`: whether anything of an earlier vigild goes on. */
export function journalNotices(content: JournalContent, hasFound: boolean): readonly RebirthNotice[] {
  switch (content.kind) {
    case 'ended':
      return [];
    case 'other-boot':
      return [
        {
          level: 'info',
          message: 'the journal is of another boot of this machine: nothing of it still runs',
        },
      ];
    case 'newer':
      return [warning(`the journal has format ${content.version}, of a newer vigild: ${SEARCHED}`)];
    case 'unreadable':
      return [warning(`the journal cannot be read: ${SEARCHED}`)];
    case 'absent':
      return hasFound ? [warning(`there is no journal: ${SEARCHED}`)] : [];
    case 'running': {
      const { droppedBytes } = content;
      if (droppedBytes === 0) return [];
      return [warning(`the last ${droppedBytes} bytes of the journal make no record and were left out`)];
    }
  }
}

const warning = (message: string) => ({ level: 'warn', message }) as const;
