/** Where answers come from: the person at the terminal, or lines on stdin. */
export type Answer =
  | { readonly kind: 'line'; readonly text: string }
  /** End of input: Ctrl-D, or the last line was read. */
  | { readonly kind: 'end' }
  /** Ctrl-C. */
  | { readonly kind: 'interrupted' };

export interface Prompter {
  ask(question: string): Promise<Answer>;
  /** The typed characters are not shown where stdin is a terminal. */
  askSecret(question: string): Promise<Answer>;
  close(): void;
}

/** There was nobody to answer. Its text is Python's, since Supervisor shows it. */
export class NoAnswerError extends Error {
  override readonly name = 'NoAnswerError';
  constructor() {
    super('EOF when reading a line');
  }
}

/** Ctrl-C while an answer was awaited: leaves the program. */
export class InterruptedError extends Error {
  override readonly name = 'InterruptedError';
}

/** The answer's text. Throws {@link NoAnswerError} or {@link InterruptedError} when there is none. */
export function textOf(answer: Answer): string {
  if (answer.kind === 'line') return answer.text;
  throw answer.kind === 'end' ? new NoAnswerError() : new InterruptedError('interrupted');
}
