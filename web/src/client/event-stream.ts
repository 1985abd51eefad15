/**
 * The stream of events: opened anew whenever it breaks, each time a little later, and closed while nobody looks. All tabs
 * together have six connections to a server, and a stream keeps one of them.
 */

export interface EventStreamSettings {
  /** Called for each attempt. */
  url(): string;
  /** Event type to what becomes of its data. */
  readonly handlers: Readonly<Record<string, (data: unknown) => void>>;
  onOpen?(): void;
  /** Broken; the next attempt is at that time, in milliseconds since the epoch. */
  onLost?(retryAt: number): void;
  /** Closed until somebody looks again. */
  onRest?(): void;
}

const FIRST_DELAY = 500;
const LONGEST_DELAY = 8000;
/** A page that nobody looks at gives its stream back after this time, in milliseconds. */
const HIDDEN_FOR = 20_000;

export class EventStream {
  readonly #settings: EventStreamSettings;
  #source: EventSource | null = null;
  /** Of the next attempt. */
  #timer: ReturnType<typeof setTimeout> | undefined;
  #restTimer: ReturnType<typeof setTimeout> | undefined;
  #delay = FIRST_DELAY;

  constructor(settings: EventStreamSettings) {
    this.#settings = settings;
  }

  /** Also in the place of the one that is open; later where nobody looks. */
  open(): void {
    document.addEventListener('visibilitychange', this.#visibilityChanged);
    if (document.visibilityState === 'visible') this.#connect();
  }

  /** Gives the present stream up and tries again later. */
  lose(): void {
    if (this.#source === null) return;
    this.#disconnect();
    const delay = this.#delay;
    this.#delay = Math.min(LONGEST_DELAY, delay * 2);
    this.#timer = setTimeout(() => this.#connect(), delay);
    this.#settings.onLost?.(Date.now() + delay);
  }

  close(): void {
    document.removeEventListener('visibilitychange', this.#visibilityChanged);
    clearTimeout(this.#restTimer);
    this.#disconnect();
  }

  #connect(): void {
    this.#disconnect();
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

  #disconnect(): void {
    this.#source?.close();
    this.#source = null;
    clearTimeout(this.#timer);
  }

  readonly #visibilityChanged = (): void => {
    clearTimeout(this.#restTimer);
    if (document.visibilityState === 'hidden') this.#restTimer = setTimeout(() => this.#rest(), HIDDEN_FOR);
    else if (this.#source === null) this.#connect();
  };

  #rest(): void {
    this.#disconnect();
    this.#settings.onRest?.();
  }
}
