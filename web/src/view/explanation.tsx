/** Why a program is in its state: the sentence first, then what it rests on. */
import { parseAnsi } from '../model/ansi.ts';
import { formatTime } from '../model/format.ts';
import type { ExplanationStruct } from '../wire.ts';

export function Explanation({ explanation }: { readonly explanation: ExplanationStruct }) {
  const { summary, happened, rule, next, causes = [], output, last_command: command } = explanation;
  return (
    <div class="explanation">
      <p class="summary">{summary}</p>
      {causes.length === 0 ? null : (
        <ol class="causes">
          {causes.map(({ text, cure, certainty }) => (
            <li key={text}>
              <p>
                {text} <span class="certainty">{certainty}</span>
              </p>
              <p class="cure">{cure}</p>
            </li>
          ))}
        </ol>
      )}
      <dl class="facts-list">
        <Fact name="What happened" text={happened} />
        <Fact name="The rule" text={rule?.text} />
        <Fact name="What comes next" text={next?.text} />
        <Fact
          name="Last command"
          text={
            command === undefined
              ? undefined
              : `${command.verb}, ${formatTime(command.at, new Date())}${command.by === undefined ? '' : `, by ${command.by}`}`
          }
        />
      </dl>
      {output === undefined || output.lines.length === 0 ? null : (
        <>
          <h3>Last lines of {output.stream}</h3>
          <pre class="last-lines">
            {output.lines.map((line, number) => (
              <span key={`${number} ${line}`}>
                {parseAnsi(line).map(({ text }) => text)}
                {'\n'}
              </span>
            ))}
          </pre>
        </>
      )}
    </div>
  );
}

function Fact({ name, text }: { readonly name: string; readonly text: string | undefined }) {
  if (text === undefined || text === '') return null;
  return (
    <div>
      <dt>{name}</dt>
      <dd>{text}</dd>
    </div>
  );
}
