/** The stream of events: opened anew whenever it breaks, each time a little later, and closed while nobody looks. */

export interface EventStreamSettings {
  /** Called for each attempt. */
  url(): string;
  /** Event type to what becomes of its data. */
  readonly handlers: Readonly<Record<string, (data: unknown) => void>>;
  onOpen?(): void;
  /** Broken; the next attempt is at that time, in milliseconds since the epoch. */
  onLost?(retryAt: number): void;
}

const FIRST_DELAY = 500;
const LONGEST_DELAY = 8000;

export class EventStream {
  readonly #settings: EventStreamSettings;
  #source: EventSource | null = null;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #delay = FIRST_DELAY;

  constructor(settings: EventStreamSettings) {
    this.#settings = settings;
  }

  open(): void {
    this.close();
    const source = new EventSource(this.#settings.url());
    this.#source = source;
    source.onopen = () => {
      this.#delay = FIRST_DELAY;
      this.#settings.onOpen?.();
    };
    source.onerror = () => this.lose();
    for (const [type, handler] of Object.entries(this.#settings.handlers)) {
      source.addEventListener(type, ({ data }: MessageEvent<string>) => handler(JSON.parse(data)));
    }
  }

  /** Gives the present stream up and tries again later. */
  lose(): void {
    if (this.#source === null) return;
    this.close();
    const delay = this.#delay;
    this.#delay = Math.min(LONGEST_DELAY, delay * 2);
    this.#timer = setTimeout(() => this.open(), delay);
    this.#settings.onLost?.(Date.now() + delay);
  }

  close(): void {
    this.#source?.close();
    this.#source = null;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }
}
