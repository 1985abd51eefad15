/** The size of an element, now and whenever it changes. */
import type { RefObject } from 'preact';
import { useLayoutEffect, useState } from 'preact/hooks';

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** `guess` is what it counts as until it can be measured. */
export function useSize(
  element: RefObject<HTMLElement | null>,
  guess: () => Size = () => ({ width: 0, height: 0 }),
): Size {
  const [size, setSize] = useState<Size>(guess);
  useLayoutEffect(() => {
    const { current } = element;
    if (current === null) return undefined;
    // Tells the present size first, after the layout that is due anyway.
    const measure = () => {
      const { clientWidth: width, clientHeight: height } = current;
      setSize((held) => (held.width === width && held.height === height ? held : { width, height }));
    };
    const observer = new ResizeObserver(measure);
    observer.observe(current);
    return () => observer.disconnect();
  }, [element]);
  return size;
}
