/** vigild sends a picture of the first state with the page. It is painted before the browser has anything else to do. */
import './style/page.css';
import { afterFirstPicture } from './client/first-picture.ts';

/** In milliseconds. */
const RETRY_AFTER = 1000;

await afterFirstPicture();
import('./page.tsx').then(
  ({ showPage }) => showPage(),
  // Of another build, or vigild went away meanwhile: a picture that nobody keeps true is no answer.
  () => setTimeout(() => location.reload(), RETRY_AFTER),
);
