/** The page as it is while it is used. */
import { render } from 'preact';
import { listenToKeys } from './state/keyboard.ts';
import { Page, PageContext } from './state/page.ts';
import './style/details.css';
import { App } from './view/app.tsx';

export function showPage(): void {
  const page = new Page();
  const root = document.getElementById('page');
  if (root !== null) {
    // In one turn, so that nothing is seen between the first picture and this.
    root.replaceChildren();
    render(
      <PageContext.Provider value={page}>
        <App />
      </PageContext.Provider>,
      root,
    );
  }
  page.start();
  listenToKeys(page);
}
