/** Adds a program to the daemon of a client, under a name that is free. */
import { FAULTS } from '../rpc/faults.ts';
import type { Client, Fault } from './client.ts';
import type { DescribedProgram } from './described-program.ts';
import { UnexpectedFaultError } from './replies.ts';

export type AddOutcome =
  | { readonly kind: 'added'; readonly name: string }
  /** `reason` in a word or two, `details` in whole lines. */
  | { readonly kind: 'refused'; readonly reason: string; readonly details: readonly string[] }
  | { readonly kind: 'unknown-method' }
  | { readonly kind: 'not-permitted' }
  | { readonly kind: 'ending' };

const MOST_NAMES = 1000;

/** Unless it was given, a name that is taken is followed by `-2`, `-3` and so on. */
export async function addProgram(client: Client, program: DescribedProgram): Promise<AddOutcome> {
  const { keys, environment, isSaved } = program;
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? program.name : `${program.name}-${number}`;
    const reply = await client.call('vigil.addProgram', name, keys, environment, isSaved);
    if (reply.kind === 'result') return { kind: 'added', name };
    const isTaken = reply.code === FAULTS.ALREADY_ADDED;
    if (!isTaken || program.isNameGiven || number === MOST_NAMES) return outcomeOf(reply);
  }
}

const NAME_TAKEN =
  'To start that program anew: restart. To put this one in its place: rm, then run. Or give another --name';

function outcomeOf(fault: Fault): AddOutcome {
  const details = fault.message.replace(/^[A-Z_]+: /, '').split('\n');
  switch (fault.code) {
    case FAULTS.ALREADY_ADDED:
      return { kind: 'refused', reason: 'the name is taken', details: [NAME_TAKEN] };
    case FAULTS.BAD_NAME:
      return { kind: 'refused', reason: 'bad name', details };
    case FAULTS.BAD_ARGUMENTS:
      return { kind: 'refused', reason: 'the daemon does not accept it', details };
    case FAULTS.FAILED:
      return { kind: 'refused', reason: 'the daemon cannot keep it', details };
    case FAULTS.UNKNOWN_METHOD:
      return { kind: 'unknown-method' };
    case FAULTS.NOT_PERMITTED:
      return { kind: 'not-permitted' };
    case FAULTS.SHUTDOWN_STATE:
      return { kind: 'ending' };
    default:
      throw new UnexpectedFaultError(fault);
  }
}
