/** The picture of the first state that is in the page before any script. */

/** A browser that does not tell is not waited for longer, in milliseconds. */
const LONGEST_WAIT = 3000;

/** Resolves when the browser has painted it; at once where nobody looks, since nothing is painted there. */
export function afterFirstPicture(): Promise<void> {
  return new Promise((resolve) => {
    if (document.visibilityState === 'hidden') {
      resolve();
      return;
    }
    const timer = setTimeout(resolve, LONGEST_WAIT);
    const observer = new PerformanceObserver((list) => {
      if (list.getEntriesByName('first-contentful-paint').length === 0) return;
      observer.disconnect();
      clearTimeout(timer);
      resolve();
    });
    observer.observe({ type: 'paint', buffered: true });
  });
}
