/** What the tests use of it: it brings no types. */
declare module 'parse-prometheus-text-format' {
  interface Sample {
    readonly value: string;
    readonly labels?: Readonly<Record<string, string>>;
  }

  interface Family {
    readonly name: string;
    readonly help: string;
    readonly type: string;
    readonly metrics: readonly Sample[];
  }

  // biome-ignore lint/style/noDefaultExport: that is how the package exports it
  export default function parsePrometheusTextFormat(text: string): readonly Family[];
}
