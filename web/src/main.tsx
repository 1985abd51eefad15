import { render } from 'preact';
import { listenToKeys } from './state/keyboard.ts';
import { Page, PageContext } from './state/page.ts';
import './style/page.css';
import { App } from './view/app.tsx';

const page = new Page();
const root = document.getElementById('page');
if (root !== null) {
  render(
    <PageContext.Provider value={page}>
      <App />
    </PageContext.Provider>,
    root,
  );
}
page.start();
listenToKeys(page);
