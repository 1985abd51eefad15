/** What vigild's other methods tell of a program. */
import { signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useMemo } from 'preact/hooks';
import { type Answer as AnswerState, ask } from '../state/answer.ts';
import {
  type EffectiveValue,
  type ExplanationStruct,
  type HistoryEntry,
  namespec,
  type ProcessInfo,
  type TreeEntry,
} from '../wire.ts';
import { Explanation } from './explanation.tsx';
import { History } from './history.tsx';
import { ProcessTree } from './process-tree.tsx';

interface TabProps {
  readonly info: ProcessInfo;
}

const NEWEST = 200;

export function ExplainTab({ info }: TabProps) {
  return (
    <Answer method="vigil.explainProcess" params={[namespec(info)]} info={info}>
      {(value) => <Explanation explanation={value as ExplanationStruct} />}
    </Answer>
  );
}

export function HistoryTab({ info }: TabProps) {
  return (
    <Answer method="vigil.getHistory" params={[namespec(info), 0, NEWEST]} info={info}>
      {(value) => <History entries={value as readonly HistoryEntry[]} />}
    </Answer>
  );
}

export function ProcessesTab({ info }: TabProps) {
  return (
    <Answer method="vigil.getProcessTree" params={[namespec(info)]} info={info}>
      {(value) => <ProcessTree entries={value as readonly TreeEntry[]} />}
    </Answer>
  );
}

export function ConfigurationTab({ info }: TabProps) {
  return (
    <Answer method="vigil.getEffectiveConfig" params={[namespec(info)]} info={info}>
      {(value) => <Settings values={value as readonly EffectiveValue[]} />}
    </Answer>
  );
}

/** What somebody wrote comes first. */
function Settings({ values }: { readonly values: readonly EffectiveValue[] }) {
  const isDefault = ({ source }: EffectiveValue) => source === 'default';
  const ordered = [...values.filter((value) => !isDefault(value)), ...values.filter(isDefault)];
  return (
    <table class="report-table">
      <thead>
        <tr>
          <th scope="col">Key</th>
          <th scope="col">Value</th>
          <th scope="col">From</th>
        </tr>
      </thead>
      <tbody>
        {ordered.map(({ key, value, source }) => (
          <tr key={key} class={source === 'default' ? 'default' : ''}>
            <th scope="row">{key}</th>
            <td class="value">{value}</td>
            <td>{source}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface AnswerProps {
  readonly method: string;
  readonly params: readonly unknown[];
  /** It is asked for anew when the process changed. */
  readonly info: ProcessInfo;
  readonly children: (value: unknown) => ComponentChildren;
}

function Answer({ method, params, info, children }: AnswerProps) {
  const reply = useMemo(() => signal<AnswerState>({ kind: 'asking' }), []);
  const question = JSON.stringify(params);
  useEffect(() => {
    let isWanted = true;
    void ask(method, JSON.parse(question)).then((answer) => {
      if (isWanted) reply.value = answer;
    });
    return () => {
      isWanted = false;
    };
  }, [reply, method, question, info.statename, info.pid]);
  const { value } = reply;
  return (
    <div class="report" tabIndex={0} role="region" aria-label="Details">
      {value.kind === 'asking' ? <p class="nothing">Asking vigild…</p> : null}
      {value.kind === 'failed' ? <p class="nothing">{value.message}</p> : null}
      {value.kind === 'answer' ? children(value.value) : null}
    </div>
  );
}
