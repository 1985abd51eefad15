/** Any struct as lists of facts and tables. */
import { formatTime } from '../model/format.ts';

export function Report({ value, name = '' }: { readonly value: unknown; readonly name?: string }) {
  if (Array.isArray(value)) return <List items={value} name={name} />;
  if (isStruct(value)) return <Facts struct={value} />;
  return <span class="value">{textOf(value, name)}</span>;
}

function Facts({ struct }: { readonly struct: Readonly<Record<string, unknown>> }) {
  return (
    <dl class="facts-list">
      {Object.entries(struct)
        .filter(([, value]) => !isEmpty(value))
        .map(([key, value]) => (
          <div key={key}>
            <dt>{words(key)}</dt>
            <dd>
              <Report value={value} name={key} />
            </dd>
          </div>
        ))}
    </dl>
  );
}

function List({ items, name }: { readonly items: readonly unknown[]; readonly name: string }) {
  const structs = items.filter(isStruct);
  if (items.length === 0) return <p class="nothing">Nothing yet.</p>;
  if (structs.length < items.length) {
    return (
      <ul class="plain-list">
        {items.map((item, index) => (
          <li key={index}>
            <Report value={item} name={name} />
          </li>
        ))}
      </ul>
    );
  }
  const columns = [...new Set(structs.flatMap((struct) => Object.keys(struct)))].filter((column) =>
    structs.some((struct) => !isEmpty(struct[column])),
  );
  return (
    <table class="report-table">
      <thead>
        <tr>
          {columns.map((column) => (
            <th key={column} scope="col">
              {words(column)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {structs.map((struct, index) => (
          <tr key={index}>
            {columns.map((column) => (
              <td key={column}>
                {isEmpty(struct[column]) ? '' : <Report value={struct[column]} name={column} />}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function isStruct(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isEmpty(value: unknown): boolean {
  return (
    value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)
  );
}

/** Names of methods' structs as words: `stopped_at`, `stoppedAt` -> `stopped at`. */
function words(key: string): string {
  return key
    .replace(/_/g, ' ')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase();
}

/** Seconds since the epoch, of this century. */
const TIMES = { from: 1e9, to: 4e9 };

function textOf(value: unknown, name: string): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value !== 'number') return String(value);
  const seconds = value > 1e12 ? value / 1000 : value;
  const isTime = /(?:^|_)(?:at|time|start|stop|since|until|now)$|At$|Time$/.test(name);
  if (isTime && seconds > TIMES.from && seconds < TIMES.to) return formatTime(seconds, new Date());
  return String(value);
}
