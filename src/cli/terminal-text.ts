/**
 * Makes text safe to show on a terminal. Programs choose their own log lines, and names and descriptions come over
 * the network: escape sequences in them could retitle a window, move the cursor over other output, or make the
 * terminal type answers. Controls are shown as `\x1b`; line feed and tab pass, and in program output also carriage
 * return and the colours (SGR, `ESC [ ... m`).
 */
const CONTROLS = /[\0-\x08\x0b-\x1f\x7f-\x9f]/g;
const UNFINISHED_COLOUR = /\x1b(?:\[[0-9;:]{0,64})?$/;
/** A colour, which is kept, or any control but line feed, tab and carriage return. */
const COLOUR_OR_CONTROL = /\x1b\[[0-9;:]{0,64}m|[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]/g;

/** For one-line texts of ours into which foreign text was put. */
export function visibleText(text: string): string {
  return text.replace(CONTROLS, escapeControl);
}

/** For a program's output as it arrives, in pieces cut anywhere. */
export class ProgramTextFilter {
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  #held = '';

  push(bytes: Uint8Array): string {
    const text = this.#held + this.#decoder.decode(bytes, { stream: true });
    const cut = text.search(UNFINISHED_COLOUR);
    this.#held = cut < 0 ? '' : text.slice(cut);
    return filterProgramText(cut < 0 ? text : text.slice(0, cut));
  }

  /** What was held back because it might have become a colour or a character. */
  end(): string {
    const text = this.#held + this.#decoder.decode();
    this.#held = '';
    return filterProgramText(text);
  }
}

export function filterProgramText(text: string): string {
  return text.replace(COLOUR_OR_CONTROL, (found) => (found.length > 1 ? found : escapeControl(found)));
}

function escapeControl(character: string): string {
  return `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
}
