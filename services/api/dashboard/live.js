// Hears of articles as they become searchable; the connection is made anew where it breaks.
// @ts-check
import { ask } from './api.js';

const AGAIN_MS = 3000;

/**
 * Call `told` with the summary of each article, until `signal`; `state` hears whether the connection stands.
 * @param {(article: any) => void} told @param {(up: boolean) => void} state @param {AbortSignal} signal
 */
export async function listen(told, state, signal) {
  while (!signal.aborted) {
    try {
      // not EventSource, which cannot send a key
      const answer = await ask('/v1/live', { signal, headers: { Accept: 'text/event-stream' } });
      await read(/** @type {ReadableStream<Uint8Array>} */ (answer.body), told, () => state(true));
    } catch {
      if (signal.aborted) return;
    }
    state(false);
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
  }
}

/** @param {ReadableStream<Uint8Array>} body @param {(article: any) => void} told @param {() => void} began from then on nothing is missed */
async function read(body, told, began) {
  const reader = body.pipeThrough(/** @type {any} */ (new TextDecoderStream())).getReader();
  let kept = '';
  let first = true;
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    if (first) began();
    first = false;
    const events = (kept + value).split('\n\n');
    kept = events.pop() ?? '';
    for (const event of events) {
      const data = event.split('\n').find((line) => line.startsWith('data: '));
      if (data) told(JSON.parse(data.slice(6)));
    }
  }
}
