/** The dialog that is open, if one is. */
import { useState } from 'preact/hooks';
import { plural } from '../model/format.ts';
import { concerned, type OperationKind, SIGNALS, sentence } from '../model/operation.ts';
import { KEYS } from '../state/keyboard.ts';
import type { Order } from '../state/operations.ts';
import { usePage } from '../state/page.ts';
import { type ProcessInfo, shownName } from '../wire.ts';
import { LongLine } from './long-line.tsx';
import { Modal } from './modal.tsx';

export function OpenDialog() {
  const { dialogs } = usePage();
  const dialog = dialogs.open.value;
  const close = () => {
    // What was opened from this one stays.
    if (dialogs.open.value === dialog) dialogs.close();
  };
  if (dialog === null) return null;
  switch (dialog.kind) {
    case 'help':
      return (
        <Modal key="help" title="Keys" onClose={close}>
          <Help />
        </Modal>
      );
    case 'read-only':
      return (
        <Modal key="read-only" title="You may look and not touch" onClose={close}>
          <ReadOnly />
        </Modal>
      );
    case 'line':
      return (
        <Modal key="line" title="A long line" onClose={close}>
          <LongLine view={dialog.view} offset={dialog.offset} />
        </Modal>
      );
    case 'actions': {
      const { processes } = dialog;
      const [only] = processes;
      const named =
        processes.length === 1 && only !== undefined ? shownName(only) : plural(processes.length, 'program');
      return (
        <Modal key="actions" title={dialog.title === '' ? named : dialog.title} onClose={close}>
          <Actions processes={processes} />
        </Modal>
      );
    }
    case 'confirm':
      return (
        <Modal key="confirm" title={`${orderSentence(dialog.order)}?`} onClose={close}>
          <Confirm order={dialog.order} />
        </Modal>
      );
  }
}

function Help() {
  const { keysAreOn } = usePage();
  return (
    <>
      <dl class="keys">
        {KEYS.map(({ keys, text }) => (
          <div key={text}>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      <label class="check">
        <input
          type="checkbox"
          checked={keysAreOn.value}
          onChange={(event) => {
            keysAreOn.value = event.currentTarget.checked;
          }}
        />
        Use these keys
      </label>
    </>
  );
}

function ReadOnly() {
  const { dialogs } = usePage();
  return (
    <>
      <p>
        The user that you logged in as is <code>read_only_username</code> in vigild’s configuration. Log in as
        another user to start, stop or change anything.
      </p>
      <div class="dialog-buttons">
        <button type="button" onClick={() => dialogs.close()}>
          Close
        </button>
      </div>
    </>
  );
}

const STATE_CHANGES: readonly { readonly kind: OperationKind; readonly label: string }[] = [
  { kind: 'start', label: 'Start' },
  { kind: 'stop', label: 'Stop' },
  { kind: 'restart', label: 'Restart' },
];

function Actions({ processes }: { readonly processes: readonly ProcessInfo[] }) {
  const { dialogs } = usePage();
  const [signalName, setSignalName] = useState<string>(SIGNALS[0]);
  const order = (kind: OperationKind) => {
    dialogs.close();
    dialogs.order({ kind, processes: concerned(kind, processes), signalName });
  };
  const button = (kind: OperationKind, label: string) => {
    const { length } = concerned(kind, processes);
    return (
      <button key={kind} type="button" disabled={length === 0} onClick={() => order(kind)}>
        {label}
        {processes.length > 1 ? <span class="count"> {length}</span> : null}
      </button>
    );
  };
  return (
    <div class="actions">
      {STATE_CHANGES.map(({ kind, label }) => button(kind, label))}
      <div class="signal-line">
        <label>
          Signal{' '}
          <select value={signalName} onChange={(event) => setSignalName(event.currentTarget.value)}>
            {SIGNALS.map((name) => (
              <option key={name} value={name}>
                SIG{name}
              </option>
            ))}
          </select>
        </label>
        {button('signal', 'Send')}
      </div>
      {button('clear', 'Clear logs')}
    </div>
  );
}

function Confirm({ order }: { readonly order: Order }) {
  const { dialogs, operations } = usePage();
  const names = order.processes.map(shownName);
  return (
    <>
      <p class="confirm-names">
        {names.slice(0, 12).join(', ')}
        {names.length > 12 ? ` and ${names.length - 12} more` : ''}
      </p>
      {order.kind === 'clear' ? <p>What the logs hold is deleted for good.</p> : null}
      <div class="dialog-buttons">
        <button type="button" onClick={() => dialogs.close()}>
          Cancel
        </button>
        <button
          type="button"
          class={order.kind === 'start' ? 'primary' : 'danger'}
          onClick={() => {
            dialogs.close();
            operations.run(order);
          }}
        >
          {orderSentence(order)}
        </button>
      </div>
    </>
  );
}

function orderSentence({ kind, processes, signalName = '' }: Order): string {
  const names = processes.map(shownName);
  if (kind !== 'signal') return sentence(kind, 'order', names);
  return `Send SIG${signalName} to ${names.length === 1 ? names[0] : plural(names.length, 'program')}`;
}
