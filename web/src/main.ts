/** vigild sends a picture of the first state with the page. It is painted before the browser has anything else to do. */
import './style/page.css';
import { afterFirstPicture } from './client/first-picture.ts';

await afterFirstPicture();
const { showPage } = await import('./page.tsx');
showPage();
